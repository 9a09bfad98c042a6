package dev.drayage.cli;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.registry.InProcessRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/air-gap.md shows is what comes of it, one command after the other. */
class AirGapTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(console|images\\.txt)\n(.*?)^```$");
    private static final byte[] BASE = ImageBuilder.noise(1, 3_000_000);

    @TempDir
    private Path directory;

    private static void push(InProcessRegistry registry, String repository, String tag, int seed) throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor image = anImageIn(content)
                .withLayer(BASE)
                .withLayer(ImageBuilder.noise(seed, 200_000))
                .build();
        registry.repositories().holding(repository, tag, content, image);
    }

    @Test
    void everyCommandPrintsWhatIsShown() throws IOException {
        String page = Files.readString(Fixtures.root().resolve("docs/air-gap.md"));
        List<String> printed = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        try (InProcessRegistry source = InProcessRegistry.start();
                InProcessRegistry target = InProcessRegistry.start()) {
            push(source, "library/web", "v1", 2);
            push(source, "library/worker", "v1", 3);
            push(source, "tools/shell", "v3", 4);
            Map<String, String> real =
                    Map.of("registry.example.com", source.address(), "registry.internal", target.address());
            for (Matcher block = BLOCK.matcher(page); block.find(); ) {
                if (block.group(1).equals("images.txt")) {
                    Files.writeString(directory.resolve("images.txt"), replaced(block.group(2), real));
                    continue;
                }
                for (String command : block.group(2).split("(?m)^\\$ ", -1)) {
                    if (!command.isEmpty()) {
                        String[] parts = command.split("\n", 2);
                        shown.add(parts[0] + "\n" + sorted(parts[1]));
                        printed.add(parts[0] + "\n" + sorted(run(parts[0], real)));
                    }
                }
            }
        }
        assertThat(shown).hasSizeGreaterThan(4);
        assertThat(String.join("\n", printed)).isEqualTo(String.join("\n", shown));
    }

    /** Several images are sent at once, and told when they are done. */
    private static String sorted(String text) {
        return text.lines().sorted().collect(Collectors.joining("\n"));
    }

    private String run(String line, Map<String, String> real) {
        Object[] words = Arrays.stream(replaced(line, real).split(" ", -1))
                .skip(1)
                .map(word -> word.matches("(?:[a-z-]+:)?[a-z-]+\\.(?:txt|lock|tar)")
                        ? word.replaceFirst("([a-z-]+\\.(?:txt|lock|tar))$", directory + "/$1")
                        : word)
                .toArray();
        Invocation run = Invocation.dray(words).requireSuccess();
        String text = (run.out() + run.err()).replace(directory + "/", "");
        for (Map.Entry<String, String> name : real.entrySet()) {
            text = text.replace(name.getValue(), name.getKey());
        }
        return text;
    }

    private static String replaced(String text, Map<String, String> names) {
        String replaced = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            replaced = replaced.replace(name.getKey(), name.getValue());
        }
        return replaced;
    }
}
