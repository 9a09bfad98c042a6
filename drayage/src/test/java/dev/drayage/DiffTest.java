package dev.drayage;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentException;
import dev.drayage.diff.DiffListener;
import dev.drayage.diff.DiffOptions;
import dev.drayage.diff.DiffReport;
import dev.drayage.diff.FileDifference;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.LayerDraft;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison of images as programs call it. */
class DiffTest {
    @TempDir
    private Path directory;

    private final Drayage drayage = new Drayage();

    private static final class Files implements DiffListener {
        private final SortedSet<String> found = new TreeSet<>();

        @Override
        public void file(FileDifference difference) {
            found.add(difference.path() + " " + difference.aspects());
        }
    }

    private String layout(String name, byte[]... layers) throws IOException {
        MemoryContent content = new MemoryContent();
        var image = anImageIn(content);
        for (byte[] layer : layers) {
            image.withGzipLayer(layer);
        }
        Descriptor built = image.build();
        return "oci:" + LayoutDirectory.write(directory.resolve(name), content, LayoutDirectory.tagged(built, "v1"));
    }

    /** A file in each of several attributes: text, permissions, owner, time. */
    private record Edited(String text, int mode, int owner, int time) {
        static Edited random(Random random) {
            return new Edited(
                    "text".repeat(random.nextInt(3)), random.nextBoolean() ? 0644 : 0600, random.nextInt(2), 1);
        }

        Edited changed(Random random, List<String> aspects) {
            return switch (random.nextInt(4)) {
                case 0 -> {
                    aspects.addAll(List.of("SIZE", "CONTENT"));
                    yield new Edited(text + "!", mode, owner, time);
                }
                case 1 -> {
                    aspects.add("MODE");
                    yield new Edited(text, mode ^ 0111, owner, time);
                }
                case 2 -> {
                    aspects.add("OWNER");
                    yield new Edited(text, mode, owner + 1, time);
                }
                default -> {
                    aspects.add("MTIME");
                    yield new Edited(text, mode, owner, time + 1);
                }
            };
        }
    }

    private static byte[] tar(Map<String, Edited> files) {
        LayerDraft layer = new LayerDraft();
        files.forEach((path, file) -> layer.mode(file.mode())
                .owner(file.owner(), file.owner())
                .time(Integer.toString(file.time()))
                .file(path, file.text()));
        return layer.bytes();
    }

    @Test
    void randomEditsAreWhatIsFound() {
        int[] run = {0};
        Randomized.check(60, random -> {
            SortedMap<String, Edited> before = new TreeMap<>();
            for (int i = random.nextInt(30); i >= 0; i--) {
                before.put("d" + random.nextInt(3) + "/f" + random.nextInt(20), Edited.random(random));
            }
            SortedMap<String, Edited> after = new TreeMap<>(before);
            SortedSet<String> expected = new TreeSet<>();
            for (String path : before.keySet()) {
                if (random.nextInt(4) == 0) {
                    List<String> aspects = new ArrayList<>();
                    after.put(path, before.get(path).changed(random, aspects));
                    aspects.sort(null);
                    expected.add(path + " " + aspects);
                }
            }
            if (random.nextBoolean()) {
                after.put("new", Edited.random(random));
                expected.add("new []");
            }
            Files files = new Files();
            int number = run[0]++;
            DiffReport report =
                    drayage.diff(layout("before" + number, tar(before)), layout("after" + number, tar(after)), files);
            SortedSet<String> found = new TreeSet<>();
            for (String each : files.found) {
                String aspects = each.substring(each.indexOf('[') + 1, each.length() - 1);
                List<String> sorted = new ArrayList<>(List.of(aspects.split(", ")));
                sorted.sort(null);
                found.add(each.substring(0, each.indexOf('[')) + (aspects.isEmpty() ? "[]" : sorted.toString()));
            }
            assertThat(found).isEqualTo(expected);
            assertThat(report.isEqual()).isEqualTo(expected.isEmpty());
        });
    }

    @Test
    void holdsNoMoreFilesThanFitIntoTheMemoryGiven() throws IOException {
        LayerDraft layer = new LayerDraft();
        for (int i = 0; i < 100; i++) {
            layer.file("f" + i, "");
        }
        String one = layout("one", new LayerDraft().bytes(), layer.bytes());
        String other = layout("other", new LayerDraft().file("x", "").bytes());
        DiffOptions small = DiffOptions.defaults().withMaxMemory(10_000);
        assertThatThrownBy(() -> drayage.diff(drayage.name(one), drayage.name(other), small, new Files()))
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("hold more files than can be compared in 0 MiB of memory");
        assertThat(drayage.diff(drayage.name(one), drayage.name(other), DiffOptions.defaults(), new Files())
                        .files())
                .isEqualTo(101);
    }
}
