package dev.drayage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a program gets that requires {@code dev.drayage} and has the class path of these tests as its module path. */
class ModulePathTest {
    private static Configuration resolved() {
        Path[] path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(entry -> !entry.endsWith("test-classes") && Files.exists(entry))
                .toArray(Path[]::new);
        return Configuration.resolveAndBind(
                ModuleFinder.of(path), List.of(Configuration.empty()), ModuleFinder.ofSystem(), Set.of("dev.drayage"));
    }

    /** Those that are found without it are named by descriptors: of libraries without one, nothing says what they need. */
    @Test
    void resolvesWhatLibrariesWithoutADescriptorNeed() {
        assertThat(resolved().modules().stream().map(ResolvedModule::name))
                .contains(
                        "dev.drayage.store",
                        "dev.drayage.registry",
                        "dev.drayage.containerd",
                        "java.naming",
                        "java.security.jgss",
                        "jdk.net",
                        "jdk.unsupported",
                        "com.google.gson",
                        "com.google.common.util.concurrent.internal",
                        "kotlin.stdlib");
    }

    @Test
    void findsTheClassesOfOkioAndNotOnlyItsName() {
        assertThat(resolved()
                        .findModule("okio")
                        .orElseThrow()
                        .reference()
                        .descriptor()
                        .packages())
                .contains("okio");
    }
}
