package io.pushcore.examples;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the Java of a page: a whole class as it stands, anything else as statements or members of one. */
final class Snippets {
    private static final Pattern WHOLE =
            Pattern.compile("^(public |final |abstract )*(class|record|interface|enum) (\\w+)", Pattern.MULTILINE);

    private static final Pattern MEMBER = Pattern.compile(
            "^(@Override|(?!(try|if|for|while|switch|return)\\b)[A-Za-z][\\w<>\\[\\], ?]* \\w+\\([^;]*\\{$)",
            Pattern.MULTILINE);

    /** What a snippet may take for granted. */
    private static final String BEFORE = """
            import static java.nio.charset.StandardCharsets.UTF_8;
            import io.pushcore.*;
            import io.pushcore.jwt.*;
            import io.pushcore.callback.*;
            import io.pushcore.disk.*;
            import io.pushcore.file.*;
            import io.pushcore.jdbc.*;
            import io.pushcore.kafka.*;
            import io.micrometer.prometheusmetrics.*;
            import io.pushcore.memory.*;
            import io.pushcore.micrometer.*;
            import io.pushcore.netty.*;
            import io.pushcore.socketio.*;
            import io.pushcore.storage.*;
            import io.pushcore.storage.tck.*;
            import io.pushcore.transport.*;
            import io.pushcore.examples.*;
            import java.net.URI;
            import java.nio.ByteBuffer;
            import java.nio.file.Path;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            @SuppressWarnings("all")
            abstract class Snippet {
                interface Users { String check(String token); }
                static <T> T given() { return null; }
                Broker broker;
                Channel news, orders, offers;
                Position position;
                Reader reader;
                Subscription subscription;
                Users users;
                ChannelLog log;
                Message message;
                StorageContext context;
                Terms terms;
                javax.sql.DataSource dataSource;
            """;

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    /** One for all: opening the class path is what takes long. */
    private final StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null);

    /** What is wrong with a snippet; empty if it compiles. */
    String wrongWith(String snippet) {
        Compiled compiled = compile(snippet);
        return compiled.errors;
    }

    /** Runs the {@code main} of a whole class. */
    void run(String snippet) throws Exception {
        Compiled compiled = compile(snippet);
        if (!compiled.errors.isEmpty()) {
            throw new AssertionError(compiled.errors);
        }
        Method main = compiled.loader().loadClass(nameOf(snippet)).getMethod("main", String[].class);
        main.invoke(null, (Object) new String[0]);
    }

    private Compiled compile(String snippet) {
        if (WHOLE.matcher(snippet).find()) {
            String imports = snippet.contains("import ") ? "" : BEFORE.substring(0, BEFORE.indexOf("@Suppress"));
            return compile(nameOf(snippet), imports + snippet);
        }
        String text = MEMBER.matcher(snippet).find()
                ? BEFORE + snippet + "\n}"
                : BEFORE + "void snippet() throws Exception {\n" + snippet + "\n}\n}";
        return compile("Snippet", text);
    }

    private static String nameOf(String snippet) {
        Matcher whole = WHOLE.matcher(snippet);
        if (!whole.find()) {
            throw new AssertionError("not a class: " + snippet);
        }
        return whole.group(3);
    }

    private Compiled compile(String name, String text) {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        Compiled compiled = new Compiled(files);
        List<String> options = List.of("-proc:none", "--release", "17", "-classpath", classPath());
        compiler.getTask(null, compiled, diagnostics, options, null, List.of(new Source(name, text)))
                .call();
        StringBuilder errors = new StringBuilder();
        for (Diagnostic<?> diagnostic : diagnostics.getDiagnostics()) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                String line = text.lines()
                        .skip(diagnostic.getLineNumber() - 1)
                        .findFirst()
                        .orElse("");
                errors.append(diagnostic.getMessage(Locale.ROOT))
                        .append(" in: ")
                        .append(line)
                        .append('\n');
            }
        }
        compiled.errors = errors.toString();
        return compiled;
    }

    /** A surefire run names its class path in a property of its own. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("memory:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** The classes a compilation gave, in memory. */
    private static final class Compiled extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        private String errors = "";

        Compiled(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    classes.put(name, bytes);
                    return bytes;
                }
            };
        }

        ClassLoader loader() {
            return new ClassLoader(Snippets.class.getClassLoader()) {
                @Override
                protected Class<?> findClass(String name) throws ClassNotFoundException {
                    ByteArrayOutputStream bytes = classes.get(name);
                    if (bytes == null) {
                        throw new ClassNotFoundException(name);
                    }
                    return defineClass(name, bytes.toByteArray(), 0, bytes.size());
                }
            };
        }
    }
}
