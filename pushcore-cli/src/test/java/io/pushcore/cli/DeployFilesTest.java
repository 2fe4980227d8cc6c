package io.pushcore.cli;

import static io.pushcore.cli.DeployFiles.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code docs/deploy} has for those who run a cluster agrees with itself and with the command. No container is started. */
class DeployFilesTest {
    private static final String ASK = "/opt/pushcore/ask.sh";
    private static final String LONG = "0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final List<String> PORTS = List.of("8000", "2222", "8001");
    private static final Pattern INTERPOLATED = Pattern.compile("\\$\\{([A-Z_]+):\\?}");

    private final Map<String, Object> compose =
            PlainYaml.documents(DeployFiles.text("compose.yaml")).get(0);
    private final Map<String, Object> kubernetes = new TreeMap<>();
    private final Map<String, Object> pod;
    private final Map<String, Object> container;

    @TempDir
    Path directory;

    DeployFilesTest() {
        for (Map<String, Object> document : PlainYaml.documents(DeployFiles.text("kubernetes.yaml"))) {
            kubernetes.put(document.get("kind") + " " + at(document, "metadata", "name"), document);
        }
        pod = at(kubernetes, "StatefulSet pushcore", "spec", "template", "spec");
        container =
                DeployFilesTest.<List<Map<String, Object>>>in(pod, "containers").get(0);
    }

    private static <T> T in(Object begin, String... way) {
        return at(begin, way);
    }

    private Map<String, Map<String, Object>> nodes() {
        Map<String, Map<String, Object>> nodes = new LinkedHashMap<>(in(compose, "services"));
        nodes.values().removeIf(service -> !service.get("image").equals("pushcore"));
        return nodes;
    }

    private static Map<String, String> filledIn(Map<String, String> environment, Map<String, String> secrets) {
        Map<String, String> filled = new TreeMap<>();
        environment.forEach((name, value) -> filled.put(
                name, INTERPOLATED.matcher(value).replaceAll(one -> secrets.getOrDefault(one.group(1), ""))));
        return filled;
    }

    /** The environment of the container, with these values of the Secret. */
    private Map<String, String> environment(Map<String, String> secret) {
        Map<String, String> environment = new TreeMap<>();
        for (Map<String, Object> one : DeployFilesTest.<List<Map<String, Object>>>in(container, "env")) {
            String name = in(one, "name");
            if (one.containsKey("value")) {
                environment.put(name, in(one, "value"));
            } else if (!name.equals("POD_NAME")) {
                assertThat(DeployFilesTest.<String>in(one, "valueFrom", "secretKeyRef", "name"))
                        .isEqualTo("pushcore");
                String key = in(one, "valueFrom", "secretKeyRef", "key");
                environment.put(name, at(secret, key));
            }
        }
        return environment;
    }

    private static Map<String, String> goodSecret() {
        return Map.of(
                "store",
                "jdbc:postgresql://db/pushcore?user=pushcore&password=p",
                "peers",
                "redis://:p@redis:6379",
                "cluster-key",
                LONG,
                "admin-token",
                LONG,
                "app",
                "app:" + LONG,
                "token-secret",
                LONG);
    }

    private static void listens(ServeOptions options) {
        assertThat(options.isLoopback()).isFalse();
        assertThat(options.isOpen()).as("whether everyone is let in").isFalse();
        assertThat(options.adminAddress()).isEqualTo("0.0.0.0");
        assertThat(Stream.of(options.http(), options.line(), options.admin())
                        .map(port -> String.valueOf(port.orElseThrow())))
                .isEqualTo(PORTS);
        assertThat(options.cluster().store()).isPresent();
        assertThat(options.cluster().peers()).isPresent();
        assertThat(options.cluster().key()).isPresent();
    }

    @Test
    void composeHasThreeNodesThatServeTakesWithTheSecretsOfThePage() throws Exception {
        Map<String, String> secrets = DeployFiles.secretsOfThePage(directory);
        assertThat(secrets.keySet()).isEqualTo(DeployFiles.found(INTERPOLATED, DeployFiles.text("compose.yaml")));
        assertThat(secrets.values()).doesNotHaveDuplicates().allMatch(secret -> secret.matches("[0-9a-f]{48}"));
        assertThat(nodes()).hasSize(3);
        Set<String> taken = new TreeSet<>();
        nodes().forEach((name, node) -> {
            ServeOptions options = DeployFiles.options(in(node, "command"), filledIn(in(node, "environment"), secrets));
            listens(options);
            assertThat(seconds(in(node, "stop_grace_period"))).isGreaterThan(options.drain());
            List<String> ports = in(node, "ports");
            assertThat(ports).allMatch(taken::add).allMatch(port -> port.startsWith("127.0.0.1:"));
            assertThat(ports.stream().map(port -> port.substring(port.lastIndexOf(':') + 1)))
                    .isEqualTo(PORTS);
            assertThat(ports.get(0))
                    .isEqualTo(options.cluster().nodeAddress().replace("localhost", "127.0.0.1") + ":8000");
            assertThat(DeployFilesTest.<List<String>>in(node, "healthcheck", "test"))
                    .containsExactly("CMD", ASK, "GET", "/readyz");
            Map<String, Object> services = in(compose, "services");
            assertThat(services).containsKeys("postgres", "redis");
            assertThat(DeployFilesTest.<Map<String, Object>>in(node, "depends_on")
                            .keySet())
                    .allSatisfy(other ->
                            assertThat(services).hasEntrySatisfying(other, there -> in(there, "healthcheck", "test")));
        });
    }

    @Test
    void kubernetesStartsWhatServeTakes() {
        ServeOptions options = DeployFiles.options(in(container, "args"), environment(goodSecret()));
        listens(options);
        options.cluster().join(Broker.builder());
        assertThat(options.cluster().nodeAddress()).isEqualTo("$(POD_NAME).pushcore-nodes:8000");
        assertThat(DeployFilesTest.<String>in(kubernetes, "Service pushcore-nodes", "spec", "clusterIP"))
                .isEqualTo("None");
        assertThat(DeployFilesTest.<String>in(kubernetes, "StatefulSet pushcore", "spec", "serviceName"))
                .isEqualTo("pushcore-nodes");
        List<String> wait = in(container, "lifecycle", "preStop", "exec", "command");
        assertThat(wait).hasSize(2).startsWith("sleep");
        long grace = Long.parseLong(in(pod, "terminationGracePeriodSeconds"));
        assertThat(grace - Long.parseLong(wait.get(1)))
                .isGreaterThan(options.drain().toSeconds());
    }

    @Test
    void whatStandsInTheSecretIsRefusedEachByItsName() {
        Map<String, String> placeholders = in(kubernetes, "Secret pushcore", "stringData");
        assertThat(placeholders.keySet()).isEqualTo(goodSecret().keySet());
        placeholders.forEach((key, placeholder) -> {
            Map<String, String> secret = new TreeMap<>(goodSecret());
            secret.put(key, placeholder);
            assertThatThrownBy(() -> DeployFiles.options(in(container, "args"), environment(secret))
                            .cluster()
                            .join(Broker.builder()))
                    .isInstanceOfSatisfying(
                            CommandFailed.class,
                            refused -> assertThat(refused.sentence()).contains("--" + key));
        });
    }

    @Test
    void portsLabelsAndUsersAgree() {
        Map<String, String> named = new TreeMap<>();
        for (Map<String, String> port : DeployFilesTest.<List<Map<String, String>>>in(container, "ports")) {
            named.put(at(port, "name"), at(port, "containerPort"));
        }
        assertThat(named).isEqualTo(Map.of("http", "8000", "line", "2222", "admin", "8001"));
        for (String service : List.of("Service pushcore", "Service pushcore-nodes")) {
            assertThat(DeployFilesTest.<List<Map<String, String>>>in(kubernetes, service, "spec", "ports"))
                    .isNotEmpty()
                    .allSatisfy(port -> assertThat(port)
                            .containsEntry("port", named.get(port.get("targetPort")))
                            .doesNotContainValue("admin"));
            assertThat(DeployFilesTest.<Object>in(kubernetes, service, "spec", "selector"))
                    .isEqualTo(Map.of("app", "pushcore"));
        }
        assertThat(DeployFilesTest.<Object>in(
                        kubernetes, "StatefulSet pushcore", "spec", "template", "metadata", "labels"))
                .isEqualTo(Map.of("app", "pushcore"));
        assertThat(Stream.of(
                        in(kubernetes, "StatefulSet pushcore", "spec", "selector", "matchLabels"),
                        in(kubernetes, "PodDisruptionBudget pushcore", "spec", "selector", "matchLabels"),
                        in(kubernetes, "NetworkPolicy pushcore", "spec", "podSelector", "matchLabels")))
                .allMatch(Map.of("app", "pushcore")::equals);
        List<Map<String, Object>> open = in(kubernetes, "NetworkPolicy pushcore", "spec", "ingress");
        assertThat(open.get(0)).doesNotContainKey("from").hasToString("{ports=[{port=8000}, {port=2222}]}");
        assertThat(open.get(1)).containsKey("from").containsEntry("ports", List.of(Map.of("port", "8001")));
        String image = DeployFiles.text("Dockerfile");
        assertThat(image).contains("\nUSER " + at(pod, "securityContext", "runAsUser") + "\n");
        assertThat(image.lines()
                        .filter(line -> line.startsWith("EXPOSE"))
                        .flatMap(line -> Arrays.stream(line.split(" "))))
                .containsAll(PORTS);
    }

    @Test
    void whatTheImageCopiesAndStartsIsThere() {
        String image = DeployFiles.text("Dockerfile");
        assertThat(image).contains("\nWORKDIR /opt/pushcore\n", "ENTRYPOINT [\"./pushcore\"]");
        Set<String> copied = DeployFiles.found(Pattern.compile("/src/(\\S+)"), image);
        assertThat(copied).contains("pushcore", "docs/deploy/ask.sh", "pushcore-cli/target/lib");
        copied.remove("pushcore-cli/target/lib");
        assertThat(copied).allSatisfy(file -> assertThat(Path.of("..", file)).isExecutable());
        assertThat(DeployFiles.text("../../pushcore")).contains("lib=$root/pushcore-cli/target/lib");
    }

    @Test
    void theProbesAreAnsweredByABrokerWithTheseOptions() throws Exception {
        List<String> arguments = new ArrayList<>(DeployFilesTest.<List<String>>in(container, "args"));
        arguments.replaceAll(one -> PORTS.contains(one) ? "0" : one.replace("0.0.0.0", "127.0.0.1"));
        CommandRun broker = new CommandRun()
                .environment(Map.of("PUSHCORE_ADMIN_TOKEN", LONG, "PUSHCORE_APP", "app:" + LONG))
                .start(arguments.toArray(String[]::new));
        try {
            await().atMost(60, TimeUnit.SECONDS).until(() -> broker.out().contains("Ctrl-C"));
            Matcher admin = Pattern.compile("admin +127\\.0\\.0\\.1:([0-9]+)").matcher(broker.out());
            assertThat(admin.find()).as(broker.out()).isTrue();
            Collection<List<String>> asked = probes();
            assertThat(asked).hasSizeGreaterThan(3);
            for (List<String> probe : asked) {
                assertThat(ask(admin.group(1), LONG, probe))
                        .as(probe.toString())
                        .isZero();
                assertThat(ask(admin.group(1), "", probe)).as("without a token").isNotZero();
            }
            assertThat(ask(admin.group(1), LONG, List.of(ASK, "GET", "/nothing")))
                    .isNotZero();
            assertThat(ask(admin.group(1), LONG, List.of(ASK, "POST", "/drain?over=1s")))
                    .isZero();
            assertThat(ask(admin.group(1), LONG, List.of(ASK, "GET", "/readyz")))
                    .as("while it drains")
                    .isNotZero();
            assertThat(ask(admin.group(1), LONG, List.of(ASK, "GET", "/healthz")))
                    .isZero();
        } finally {
            broker.interrupt();
        }
        assertThat(broker.exitCode()).isZero();
    }

    /** What both files have asked. */
    private Collection<List<String>> probes() {
        List<List<String>> probes = new ArrayList<>();
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            probes.add(in(container, probe, "exec", "command"));
        }
        nodes().values().forEach(node -> {
            List<String> test = in(node, "healthcheck", "test");
            probes.add(test.subList(1, test.size()));
        });
        assertThat(probes).allSatisfy(probe -> assertThat(probe).startsWith(ASK));
        return probes;
    }

    private static int ask(String port, String token, List<String> probe) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(DeployFiles.path("ask.sh").toString(), probe.get(1), probe.get(2));
        builder.environment().put("PUSHCORE_ADMIN", port);
        builder.environment().put("PUSHCORE_ADMIN_TOKEN", token);
        return DeployFiles.exitCode(builder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", "kubernetes.yaml", "Dockerfile", "README.md", "ask.sh"})
    void namesOnlyVariablesThatThereAre(String file) {
        Set<String> known = new TreeSet<>(Set.of("PUSHCORE_JAVA_OPTS"));
        for (Setting setting : Setting.values()) {
            known.add(setting.variable());
        }
        assertThat(known).containsAll(DeployFiles.found(Pattern.compile("(PUSHCORE_[A-Z_]+)"), DeployFiles.text(file)));
    }

    @Test
    void theShellReadsAllThatIsForIt() throws Exception {
        assertThat(DeployFiles.shellSnippets()).hasSizeGreaterThan(2);
        List<Path> scripts = new ArrayList<>(List.of(DeployFiles.path("ask.sh")));
        for (String snippet : DeployFiles.shellSnippets()) {
            scripts.add(Files.writeString(directory.resolve(scripts.size() + ".sh"), snippet));
        }
        for (Path script : scripts) {
            assertThat(DeployFiles.exitCode(new ProcessBuilder("sh", "-n", script.toString())))
                    .as(script.toString())
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1\na: 2",
                "a:\n  b: 1\n    c: 2",
                "a: off",
                "a:\n\t- b",
                "a: 'b'",
                "<<: *none",
                "a: b: c",
                "a\nb: c"
            })
    void whatIsNoPlainYamlIsAnError(String text) {
        assertThatThrownBy(() -> PlainYaml.documents(text)).hasMessageStartingWith("line ");
    }

    private static Duration seconds(String text) {
        assertThat(text).matches("[0-9]+s");
        return Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
    }
}
