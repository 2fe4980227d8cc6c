package io.pushcore.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.storage.tck.ChannelLogContract;
import io.pushcore.storage.tck.InboxStoreContract;
import io.pushcore.storage.tck.LeaseStoreContract;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StorageRulesPageTest {
    @Test
    void thePageAndTheTestsListTheSameRules() throws IOException {
        Map<Integer, String> listed = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "storage-rules.md"))) {
            if (line.startsWith("| T")) {
                String[] cells = line.split("\\|");
                assertThat(cells).as(line).hasSize(4);
                assertThat(cells[3]).as(line).isNotBlank();
                listed.put(number(cells[1].strip()), cells[2].strip());
            }
        }
        Map<Integer, String> tested = new TreeMap<>();
        for (Class<?> contract : contracts()) {
            for (Method method : contract.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    String name = method.getAnnotation(DisplayName.class).value();
                    int space = name.indexOf(' ');
                    String other = tested.put(number(name.substring(0, space)), name.substring(space + 1));
                    assertThat(other).as("only once: " + name).isNull();
                }
            }
        }
        assertThat(listed).isEqualTo(tested).hasSizeGreaterThan(80);
    }

    private static List<Class<?>> contracts() {
        List<Class<?>> contracts =
                new ArrayList<>(List.of(LeaseStoreContract.class, LeaseStoreContract.class.getSuperclass()));
        for (Class<?> contract : List.of(ChannelLogContract.class, InboxStoreContract.class)) {
            Arrays.stream(contract.getDeclaredClasses())
                    .map(Class::getSuperclass)
                    .forEach(contracts::add);
        }
        return contracts;
    }

    private static int number(String rule) {
        assertThat(rule).matches("T[0-9]+");
        return Integer.parseInt(rule.substring(1));
    }
}
