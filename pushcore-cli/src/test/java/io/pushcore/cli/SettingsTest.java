package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Authorizer.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path directory;

    private final Map<Setting, List<String>> commandLine = new EnumMap<>(Setting.class);
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void nothingSaidMeansTheDefaults() {
        ServeOptions options = options();
        assertThat(options.bind()).isEqualTo("127.0.0.1");
        assertThat(options.line()).hasValue(2222);
        assertThat(options.lineFramed()).isEmpty();
        assertThat(options.keep()).isEqualTo(1_000);
        assertThat(options.keepFor()).isEqualTo(Duration.ofHours(1));
        assertThat(options.maxPayloadBytes()).isEqualTo(64 << 10);
        assertThat(options.dump()).isEmpty();
        assertThat(options.isOpen()).isTrue();
    }

    @Test
    void theCommandLineComesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        file("keep=3\nkeep-for=3d\nmax-payload=3KiB\n");
        environment.put("PUSHCORE_KEEP", "2");
        environment.put("PUSHCORE_KEEP_FOR", "2d");
        commandLine.put(Setting.KEEP, List.of("1"));
        ServeOptions options = options();
        assertThat(options.keep()).isEqualTo(1);
        assertThat(options.keepFor()).isEqualTo(Duration.ofDays(2));
        assertThat(options.maxPayloadBytes()).isEqualTo(3 << 10);
    }

    @Test
    void theEnvironmentCanNameTheFile() throws IOException {
        environment.put(
                "PUSHCORE_CONFIG",
                Files.writeString(directory.resolve("pushcore.properties"), "line-framed=0")
                        .toString());
        assertThat(options().lineFramed()).hasValue(0);
    }

    @Test
    void anUnknownKeyInTheFileIsAnErrorThatNamesIt() throws IOException {
        file("keep=3\nkepe-for=3d\n");
        assertThatThrownBy(this::options).hasMessageContaining("kepe-for").hasMessageContaining("pushcore.properties");
    }

    @Test
    void aFileCannotNameAnotherFile() throws IOException {
        file("config=other.properties\n");
        assertThatThrownBy(this::options).hasMessageContaining("unknown key").hasMessageContaining("config");
    }

    @Test
    void aMissingFileIsAnErrorThatNamesIt() {
        commandLine.put(Setting.CONFIG, List.of("nowhere.properties"));
        assertThatThrownBy(this::options).hasMessage("no such configuration file: nowhere.properties");
    }

    @Test
    void aWrongValueIsNamedWithItsSource() throws IOException {
        file("keep-for=soon\n");
        assertThatThrownBy(this::options)
                .hasMessageContaining("--keep-for")
                .hasMessageContaining("soon")
                .hasMessageContaining("pushcore.properties");
        environment.put("PUSHCORE_KEEP_FOR", "later");
        assertThatThrownBy(this::options).hasMessageEndingWith(": later (from PUSHCORE_KEEP_FOR)");
        commandLine.put(Setting.KEEP_FOR, List.of("never"));
        assertThatThrownBy(this::options).hasMessageEndingWith(": never");
    }

    @Test
    void numbersAndSizesAreChecked() {
        assertWrong(Setting.LINE, "65536", "-1", "on", "");
        assertWrong(Setting.KEEP, "-1", "many", "1e6", "9999999999999999999");
        assertWrong(Setting.MAX_PAYLOAD, "0", "2GiB", "64kb");
        assertWrong(Setting.OPEN, "yes");
    }

    @Test
    void aPortCanBeOff() {
        commandLine.put(Setting.LINE, List.of("off"));
        commandLine.put(Setting.LINE_FRAMED, List.of("2223"));
        assertThat(options().line()).isEmpty();
        assertThat(options().lineFramed()).hasValue(2223);
    }

    @Test
    void nothingToListenOnIsAnError() {
        commandLine.put(Setting.LINE, List.of("off"));
        commandLine.put(Setting.HTTP, List.of("off"));
        assertThatThrownBy(this::options).hasMessageContaining("nothing to listen on");
    }

    @Test
    void anAddressThatOthersReachNeedsAnAuthenticatorOrOpen() {
        commandLine.put(Setting.BIND, List.of("0.0.0.0"));
        assertThatThrownBy(this::options).hasMessageContaining("--app").hasMessageContaining("--open");
        environment.put("PUSHCORE_OPEN", "true");
        assertThat(options().isLoopback()).isFalse();
        environment.clear();
        commandLine.put(Setting.APP, List.of("web:secret"));
        assertThat(options().isOpen()).isFalse();
    }

    @Test
    void tokensAreAnAuthenticatorAndWhatIsWrongAboutThemIsSaidWithoutTheSecret() {
        environment.put("PUSHCORE_TOKEN_SECRET", "too short a secret");
        assertThatThrownBy(this::options)
                .hasMessageContaining("--token-secret was refused: ")
                .hasMessageContaining("(from PUSHCORE_TOKEN_SECRET)")
                .hasMessageContaining("18 bytes is too short")
                .hasMessageNotContaining("too short a secret");
        environment.put("PUSHCORE_TOKEN_SECRET", "an example of a secret, long enough");
        commandLine.put(Setting.BIND, List.of("0.0.0.0"));
        assertThat(options().isOpen()).isFalse();
        assertThat(options().toString()).doesNotContain("an example");
        commandLine.put(Setting.JWKS, List.of("http://keys.example/jwks"));
        assertThatThrownBy(this::options).hasMessageContaining("--jwks was refused: jwks must be an https address");
        commandLine.put(Setting.JWKS, List.of("no/such/file"));
        assertThatThrownBy(this::options).hasMessageContaining("--jwks was refused: jwks file no/such/file");
    }

    @Test
    void whatIsAskedOfTokensNeedsAKey() {
        commandLine.put(Setting.JWT_AUD, List.of("chat"));
        assertThatThrownBy(this::options).hasMessageContaining("--jwt-aud needs --token-secret or --jwks");
    }

    @Test
    void everyAddressOfThisMachineOnlyIsFine() {
        for (String address : List.of("127.0.0.1", "127.1.2.3", "localhost", "::1")) {
            commandLine.put(Setting.BIND, List.of(address));
            assertThat(options().isLoopback()).as(address).isTrue();
        }
    }

    @Test
    void appsAreIdAndSecretAndCommasPartThemInTheEnvironment() {
        environment.put("PUSHCORE_APP", "web:one , batch:two:three");
        assertThat(options().apps())
                .containsEntry("web", "one")
                .containsEntry("batch", "two:three")
                .hasSize(2);
    }

    @Test
    void whatTheApplicationIsAskedIsNamedInWords() {
        assertThat(options().callback()).isEmpty();
        environment.put("PUSHCORE_AUTH_URL", "https://app.example/auth?key=s3cret");
        environment.put("PUSHCORE_AUTH_ASK", "publish, history");
        assertThat(options().isOpen()).isFalse();
        assertThat(options().callback()).hasValueSatisfying(callback -> {
            assertThat(callback.asks()).containsExactlyInAnyOrder(Action.PUBLISH, Action.HISTORY);
            assertThat(callback.shown()).isEqualTo("https://app.example/auth");
        });
        for (String wrong : List.of("connect", "PUBLISH", "", "publish,")) {
            commandLine.put(Setting.AUTH_ASK, List.of(wrong));
            assertThatThrownBy(this::options).hasMessageContaining("--auth-ask must be subscribe, publish, history");
        }
        commandLine.remove(Setting.AUTH_ASK);
        commandLine.put(Setting.AUTH_SECRET, List.of("s3cret"));
        assertThatThrownBy(this::options).hasMessage("--auth-secret must have at least 32 bytes");
        for (String wrong : List.of("app.example", "ftp://s3cret", "https://u:s3cret@app.example/", "http://s3 cret")) {
            commandLine.put(Setting.AUTH_URL, List.of(wrong));
            assertThatThrownBy(this::options)
                    .hasMessageStartingWith("--auth-url must be like https://app.example/auth")
                    .hasMessageNotContaining("s3");
        }
    }

    @Test
    void whatBelongsToTheApplicationsAddressNeedsIt() {
        commandLine.put(Setting.AUTH_ASK, List.of("publish"));
        assertThatThrownBy(this::options).hasMessage("--auth-ask needs --auth-url");
    }

    @Test
    void commasPartOriginsOnTheCommandLineToo() throws IOException {
        assertThat(options().allowOrigins()).isEmpty();
        file("allow-origin=https://file.example, null\n");
        assertThat(options().allowOrigins()).containsExactly("https://file.example", "null");
        environment.put("PUSHCORE_ALLOW_ORIGIN", "https://one.example , http://two.example:8080");
        assertThat(options().allowOrigins()).containsExactly("https://one.example", "http://two.example:8080");
        commandLine.put(Setting.ALLOW_ORIGIN, List.of("https://a.example,https://b.example", "https://c.example"));
        assertThat(options().allowOrigins())
                .containsExactly("https://a.example", "https://b.example", "https://c.example");
    }

    @Test
    void theOriginThatIsWrongIsNamedAmongSeveral() {
        for (String origin : List.of("app.example", "https://app.example/", "https://app.example/page", "*", "a b")) {
            environment.put("PUSHCORE_ALLOW_ORIGIN", "https://fine.example," + origin);
            assertThatThrownBy(this::options)
                    .as(origin)
                    .hasMessage("--allow-origin must be like https://app.example: " + origin
                            + " (from PUSHCORE_ALLOW_ORIGIN)");
        }
        assertWrong(Setting.ALLOW_ORIGIN, "", "https://a.example,");
    }

    @Test
    void aSecretIsNeverPartOfASentence() {
        for (String app : List.of("hush", ":hush", "web:", "we b:hush", "web:hu sh")) {
            commandLine.put(Setting.APP, List.of(app));
            assertThatThrownBy(this::options)
                    .as(app)
                    .hasMessageContaining("--app")
                    .message()
                    .doesNotContain("hu");
        }
        commandLine.put(Setting.APP, List.of("web:hush"));
        assertThat(options().toString()).doesNotContain("hush");
    }

    private void assertWrong(Setting setting, String... values) {
        for (String value : values) {
            commandLine.put(setting, List.of(value));
            assertThatThrownBy(this::options).as(value).hasMessageStartingWith(setting.option());
        }
        commandLine.clear();
    }

    private void file(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("pushcore.properties"), text);
        commandLine.put(Setting.CONFIG, List.of(file.toString()));
    }

    private ServeOptions options() {
        return ServeOptions.of(Settings.of(commandLine, environment));
    }
}
