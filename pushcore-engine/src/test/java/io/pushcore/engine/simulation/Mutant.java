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
 * The engine with one planted bug: some classes are compiled anew with some of their lines replaced, and the whole simulation is loaded
 * by a class loader of its own that finds these classes first. Production code knows nothing of it.
 */
final class Mutant {
    private static final Path SOURCES = Path.of("src/main/java/io/pushcore/engine");

    private final String bug;
    /** By source file. */
    private final Map<Path, Map<String, String>> replacements = new LinkedHashMap<>();

    private Path source;

    private Mutant(String bug, Path source) {
        this.bug = bug;
        this.source = source;
    }

    /** A bug in a class of the engine. */
    static Mutant of(String bug, String type) {
        return of(bug, SOURCES, type);
    }

    /** A bug in a class of another module. */
    static Mutant of(String bug, Path sources, String type) {
        return new Mutant(bug, sources.resolve(type + ".java"));
    }

    /** What is replaced from now on stands in another class of the engine. */
    Mutant and(String type) {
        source = SOURCES.resolve(type + ".java");
        return this;
    }

    /** Replaces what must stand in the source exactly once. */
    Mutant replacing(String correct, String wrong) {
        replacements.computeIfAbsent(source, file -> new LinkedHashMap<>()).put(correct, wrong);
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
        List<Path> wrong = new ArrayList<>();
        for (Map.Entry<Path, Map<String, String>> each : replacements.entrySet()) {
            Path file = directory.resolve(each.getKey().getFileName());
            Files.writeString(file, wrong(each.getKey(), each.getValue()));
            wrong.add(file);
        }
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
            boolean compiled = compiler.getTask(
                            complaints, files, null, options, null, files.getJavaFileObjectsFromPaths(wrong))
                    .call();
            if (!compiled) {
                throw new IllegalStateException(complaints.toString());
            }
        }
    }

    private static String wrong(Path file, Map<String, String> replaced) throws IOException {
        String source = Files.readString(file);
        for (Map.Entry<String, String> replacement : replaced.entrySet()) {
            int at = source.indexOf(replacement.getKey());
            if (at < 0 || source.indexOf(replacement.getKey(), at + 1) >= 0) {
                throw new IllegalStateException(file + " must hold exactly once: " + replacement.getKey());
            }
            source = source.replace(replacement.getKey(), replacement.getValue());
        }
        return source;
    }

    @Override
    public String toString() {
        return bug;
    }
}
