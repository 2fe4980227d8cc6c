package io.pushcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This module has neither engine nor storage on its class path; what is found comes from the thread's loader. */
class RootsTest {
    @TempDir
    Path services;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void whatIsMissingIsNamedWithItsArtifact() {
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(Broker::open)
                .withMessage("a storage is missing: add io.pushcore:pushcore-memory to the dependencies")
                .satisfies(missing -> assertThat(missing.code()).isEqualTo(ErrorCode.BAD_OPTION));
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(() -> Broker.builder().storage(new One()).build())
                .withMessageContaining("an engine is missing: add io.pushcore:pushcore-engine");
    }

    @Test
    void withoutAContextLoaderTheSameIsSaid() {
        Thread.currentThread().setContextClassLoader(null);
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(Broker::open)
                .withMessageContaining("a storage is missing");
    }

    @Test
    void twoAreBothNamed() throws IOException {
        try (URLClassLoader loader = loaderThatFinds(Storage.class, One.class, Two.class)) {
            Thread.currentThread().setContextClassLoader(loader);
            assertThatExceptionOfType(PushCoreException.class)
                    .isThrownBy(Broker::open)
                    .withMessageContaining("one")
                    .withMessageContaining("two")
                    .satisfies(both -> assertThat(both.code()).isEqualTo(ErrorCode.BAD_OPTION));
        }
    }

    @Test
    void oneIsTakenFromTheThreadsLoader() throws IOException {
        try (URLClassLoader loader = loaderThatFinds(Storage.class, One.class)) {
            Thread.currentThread().setContextClassLoader(loader);
            Storage found = Roots.one(Storage.class, Storage::name, "a storage", "pushcore-memory");
            assertThat(found.name()).isEqualTo("one");
        }
    }

    private URLClassLoader loaderThatFinds(Class<?> root, Class<?>... providers) throws IOException {
        Path folder = Files.createDirectories(services.resolve("META-INF/services"));
        StringBuilder lines = new StringBuilder();
        for (Class<?> provider : providers) {
            lines.append(provider.getName()).append('\n');
        }
        Files.writeString(folder.resolve(root.getName()), lines);
        return new URLClassLoader(new URL[] {services.toUri().toURL()}, before);
    }

    /** A storage that is only found. */
    public static final class One implements Storage {
        @Override
        public String name() {
            return "one";
        }
    }

    /** Another. */
    public static final class Two implements Storage {
        @Override
        public String name() {
            return "two";
        }
    }
}
