package io.pushcore.engine.simulation;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The engine with one planted bug: a class is compiled anew with some of its lines replaced, and the whole simulation is loaded
 * by a class loader of its own that finds this class first. Production code knows nothing of it.
 */
final class Mutant {
    private static final Path SOURCES = Path.of("src/main/java/io/pushcore/engine");

    private final String bug;
    private final String type;
    private final Map<String, String> replacements = new LinkedHashMap<>();

    private Mutant(String bug, String type) {
        this.bug = bug;
        this.type = type;
    }

    /** A bug in a class of the engine. */
    static Mutant of(String bug, String type) {
        return new Mutant(bug, type);
    }

    /** Replaces what must stand in the source exactly once. */
    Mutant replacing(String correct, String wrong) {
        replacements.put(correct, wrong);
        return this;
    }

    /** What runs a seed with the bug in it, by the class named, which is loaded anew. */
    @SuppressWarnings("unchecked")
    LongFunction<String> load(Path directory, Class<?> run) throws IOException, ReflectiveOperationException {
        compile(directory);
        List<URL> places = new ArrayList<>();
        places.add(directory.toUri().toURL());
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            places.add(Path.of(place).toUri().toURL());
        }
        ClassLoader loader = new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        return (LongFunction<String>)
                loader.loadClass(run.getName()).getDeclaredConstructor().newInstance();
    }

    private void compile(Path directory) throws IOException {
        String source = Files.readString(SOURCES.resolve(type + ".java"));
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            int at = source.indexOf(replacement.getKey());
            if (at < 0 || source.indexOf(replacement.getKey(), at + 1) >= 0) {
                throw new IllegalStateException(type + " must hold exactly once: " + replacement.getKey());
            }
            source = source.replace(replacement.getKey(), replacement.getValue());
        }
        Path file = directory.resolve(SOURCES.resolve(type + ".java").getFileName());
        Files.writeString(file, source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-proc:none",
                    "-nowarn",
                    "-d",
                    directory.toString(),
                    "-classpath",
                    System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(complaints, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
            if (!compiled) {
                throw new IllegalStateException(complaints.toString());
            }
        }
    }

    @Override
    public String toString() {
        return bug;
    }
}
