package io.pushcore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Appends that were committed and whose answer was lost on the way. */
class LostAnswersTest {
    @Test
    void whatIsRepeatedUnderItsIdIsThereOnce() {
        PostgresServer server = PostgresServer.shared();
        String schema = PostgresServer.newSchema();
        try (CuttingProxy proxy = new CuttingProxy(server.port);
                OpenedJdbc node = OpenedJdbc.of(
                        JdbcStorage.on("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres?user=postgres")
                                .schema(schema)
                                .createSchema())) {
            node.append("news", "m0");
            proxy.cutEvery = 13;
            List<String> expected = new ArrayList<>(List.of("m0"));
            List<Message> acknowledged = new ArrayList<>();
            for (int i = 1; i < 100; i++) {
                acknowledged.add(node.appendUntilAnswered("news", "m" + i));
                expected.add("m" + i);
            }
            proxy.cutEvery = 0;
            assertThat(proxy.cuts).hasPositiveValue();
            assertThat(node.texts("news")).isEqualTo(expected);
            assertThat(node.kept("news")).containsAll(acknowledged);
        }
    }
}
