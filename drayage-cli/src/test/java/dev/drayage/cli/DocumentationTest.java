package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every public type says what it is; that what is said is well-formed, the compiler checks. */
class DocumentationTest {
    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "(?m)^ *public (?:static |final |abstract |sealed |non-sealed )*(?:class|interface|record|enum|@interface)"
                    + " (\\w+)");

    /** What can be between two declarations, but not between a comment and the annotations of its declaration. */
    private static final Pattern OTHER_CODE = Pattern.compile("(?m);\\s*$|^\\s*\\}\\s*$");

    @Test
    void everyPublicTypeIsDocumented() throws IOException {
        List<String> bare = new ArrayList<>();
        int types = 0;
        for (Path file : sources()) {
            String text = Files.readString(file);
            for (Matcher type = PUBLIC_TYPE.matcher(text); type.find(); types++) {
                int comment = text.lastIndexOf("*/", type.start());
                if (comment < 0
                        || OTHER_CODE
                                .matcher(text.substring(comment, type.start()))
                                .find()) {
                    bare.add(type.group(1) + " in " + file);
                }
            }
        }
        assertThat(types).isGreaterThan(50);
        assertThat(bare).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Fixtures.root())) {
            for (Path module : modules.filter(path -> Files.isDirectory(path.resolve("src/main/java")))
                    .toList()) {
                try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }
}
