package io.pushcore.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the pages say, held against what is there. */
class DocsTest {
    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final Pattern RULE = Pattern.compile("@DisplayName\\(\\s*\"([TP][0-9]+) ([^\"]*)\"");
    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w*)(?:\\.\\w+)?`");
    private static final Pattern PUSHCORE = Pattern.compile("(?:^|[ |`])\\./pushcore ([a-z]+)([^\\n`#]*)");
    private static final Pattern OPTION = Pattern.compile("(?<= )--[a-z][a-z-]*");

    @Test
    void everyJavaBlockCompiles() {
        Snippets snippets = new Snippets();
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Path page : Checkout.pages()) {
            for (String block : blocks(page, "java")) {
                seen++;
                String errors = snippets.wrongWith(block);
                if (!errors.isEmpty()) {
                    wrong.add(Checkout.shown(page) + ":\n" + block + errors);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).isGreaterThan(20);
        assertThat(snippets.wrongWith("news.shout(\"hello\");")).contains("shout");
    }

    @Test
    void theExampleOfTheReadmePrintsHello() throws Exception {
        String example = blocks(Checkout.path("README.md"), "java").get(0);
        assertThat(Printed.by(() -> new Snippets().run(example))).containsExactly("hello");
    }

    @Test
    void linksResolve() {
        List<String> wrong = new ArrayList<>();
        for (Path page : Checkout.pages()) {
            Matcher link = LINK.matcher(BLOCK.matcher(Checkout.text(page)).replaceAll(""));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains("://") && !resolves(page, target)) {
                    wrong.add(Checkout.shown(page) + ": " + target);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyPageIsInTheIndex() {
        String index = Checkout.text(Checkout.path("docs/README.md"));
        for (Path page : Checkout.pages()) {
            String name = Checkout.path("docs").relativize(page).toString();
            if (!name.startsWith("..") && !name.equals("README.md")) {
                assertThat(index).contains("(" + name + ")");
            }
        }
    }

    @Test
    void theTableOfErrorsIsThatOfErrorCode() {
        Map<String, String> expected = new TreeMap<>();
        for (ErrorCode code : ErrorCode.values()) {
            expected.put(code.name(), String.valueOf(code.number()));
        }
        Map<String, String> told = new TreeMap<>();
        for (List<String> row : rows("docs/embedding.md", "number", "code")) {
            told.put(row.get(1).replace("`", ""), row.get(0));
        }
        assertThat(told).isEqualTo(expected);
    }

    @Test
    void theTableOfLimitsIsThatOfLimit() {
        Map<String, List<String>> expected = new TreeMap<>();
        for (Limit limit : Limit.values()) {
            String number =
                    limit.byDefault() == Limit.OFF ? "off" : String.format(Locale.ROOT, "%,d", limit.byDefault());
            String byDefault = limit == Limit.HOT_WINDOW_BYTES ? "a quarter of the heap" : number;
            expected.put(limit.name(), List.of(limit.toString(), byDefault));
        }
        Map<String, List<String>> told = new TreeMap<>();
        for (List<String> row : rows("docs/limits.md", "limit", "constant")) {
            told.put(row.get(1).replace("`", ""), List.of(row.get(0).replace("`", ""), row.get(2)));
        }
        assertThat(told).isEqualTo(expected);
    }

    @Test
    void theRulesOfAStorageAreThoseOfTheTestKit() {
        rulesAreTested("docs/storage-rules.md", "T");
    }

    @Test
    void theRulesOfACarrierAreThoseOfTheTestKit() {
        rulesAreTested("docs/carrier-rules.md", "P");
    }

    @Test
    void classesThatAreNamedExist() {
        Set<String> known = new TreeSet<>(Set.of("Flow", "ReentrantLock", "ServiceLoader"));
        for (JavaClass one : new ClassFileImporter().importPackages("io.pushcore")) {
            known.add(one.getSimpleName());
        }
        Set<String> named = new TreeSet<>();
        for (String page : List.of("docs/architecture.md", "docs/concurrency.md")) {
            Matcher word = CLASS.matcher(Checkout.text(Checkout.path(page)));
            while (word.find()) {
                named.add(word.group(1));
            }
        }
        assertThat(named).contains("Strand", "MemoryChannel");
        named.removeAll(known);
        assertThat(named).as("classes that pages name and nobody has").isEmpty();
    }

    @Test
    void commandsThatAreShownExist() {
        Commands commands = new Commands();
        List<String> wrong = new ArrayList<>();
        for (Path page : Checkout.pages()) {
            Matcher command = PUSHCORE.matcher(Checkout.text(page));
            while (command.find()) {
                if (!commands.names.contains(command.group(1))) {
                    wrong.add(Checkout.shown(page) + ": " + command.group().strip());
                }
                Matcher option = OPTION.matcher(command.group(2));
                while (option.find()) {
                    if (!commands.options.contains(option.group())) {
                        wrong.add(Checkout.shown(page) + ": " + option.group());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void modulesThatAreShownExist() {
        Pattern module = Pattern.compile("io\\.pushcore:(pushcore-[a-z-]+)");
        for (Path page : Checkout.pages()) {
            Matcher named = module.matcher(Checkout.text(page));
            while (named.find()) {
                assertThat(Checkout.path(named.group(1))).isDirectory();
            }
        }
    }

    private static void rulesAreTested(String page, String letter) {
        Map<String, String> tested = new TreeMap<>();
        for (Path source : Checkout.mainSources()) {
            Matcher rule = RULE.matcher(Checkout.text(source));
            while (rule.find()) {
                if (rule.group(1).startsWith(letter)) {
                    tested.put(rule.group(1), rule.group(2));
                }
            }
        }
        Map<String, String> told = new TreeMap<>();
        for (List<String> row : rows(page, "rule", "sentence")) {
            told.put(row.get(0), row.get(1));
        }
        assertThat(told).isEqualTo(tested).isNotEmpty();
    }

    private static List<String> blocks(Path page, String language) {
        List<String> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(Checkout.text(page));
        while (block.find()) {
            if (block.group(1).equals(language)) {
                blocks.add(block.group(2));
            }
        }
        return blocks;
    }

    private static boolean resolves(Path page, String target) {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        if (!Files.exists(file)) {
            return false;
        }
        return hash < 0 || anchors(file).contains(target.substring(hash + 1));
    }

    private static Set<String> anchors(Path page) {
        Set<String> anchors = new TreeSet<>();
        Matcher heading = HEADING.matcher(Checkout.text(page));
        while (heading.find()) {
            anchors.add(heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9 _-]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }

    /** The rows of the table whose head begins with two words. */
    private static List<List<String>> rows(String page, String first, String second) {
        List<List<String>> rows = new ArrayList<>();
        boolean within = false;
        for (String line : Checkout.text(Checkout.path(page)).lines().toList()) {
            if (line.startsWith("| " + first + " | " + second + " |")) {
                within = true;
            } else if (!line.startsWith("|")) {
                within = false;
            } else if (within && !line.startsWith("|---")) {
                rows.add(List.of(line.substring(2).split(" \\|( |$)")));
            }
        }
        return rows;
    }

    /** The commands of {@code ./pushcore} and their options, read from their classes. */
    private static final class Commands {
        private final Set<String> names = new TreeSet<>();
        private final Set<String> options = new TreeSet<>(Set.of("--help", "--version"));

        Commands() {
            for (JavaClass one : new ClassFileImporter().importPackages("io.pushcore.cli")) {
                one.tryGetAnnotationOfType("picocli.CommandLine$Command")
                        .ifPresent(command ->
                                names.add(String.valueOf(command.get("name").orElse(""))));
                for (JavaField field : one.getFields()) {
                    field.tryGetAnnotationOfType("picocli.CommandLine$Option").ifPresent(this::addOption);
                    if (one.getSimpleName().equals("Setting")) {
                        options.add(
                                "--" + field.getName().toLowerCase(Locale.ROOT).replace('_', '-'));
                    }
                }
            }
        }

        private void addOption(JavaAnnotation<?> option) {
            if (option.get("names").orElse(null) instanceof Object[] all) {
                for (Object name : all) {
                    options.add(String.valueOf(name));
                }
            }
        }
    }
}
