package dev.drayage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Digest;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a user of core has to choose from is to be taken in at a glance. */
class PublicFaceTest {
    private static final int MOST_TYPES = 70;

    @Test
    void isSmall() throws Exception {
        assertThat(publicTypes())
                .as("public types of the packages that core exports to everybody; hide one, or fold it in")
                .hasSizeBetween(1, MOST_TYPES);
    }

    @Test
    void whatIsForOurModulesIsNotCounted() throws Exception {
        assertThat(publicTypes())
                .contains("dev.drayage.oci.Digest")
                .noneMatch(type -> type.startsWith("dev.drayage.json."));
    }

    private static List<String> publicTypes() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(
                Digest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        ModuleReference core = ModuleFinder.of(classes).findAll().iterator().next();
        Set<String> packages = core.descriptor().exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(Exports::source)
                .collect(Collectors.toSet());
        List<String> names = new ArrayList<>();
        try (ModuleReader reader = core.open()) {
            for (String file : reader.list().sorted().toList()) {
                int slash = file.lastIndexOf('/');
                if (slash > 0
                        && file.endsWith(".class")
                        && !file.contains("$")
                        && packages.contains(file.substring(0, slash).replace('/', '.'))) {
                    names.add(
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'));
                }
            }
        }
        List<String> types = new ArrayList<>();
        for (String name : names) {
            if (Modifier.isPublic(Class.forName(name).getModifiers())) {
                types.add(name);
            }
        }
        return types;
    }
}
