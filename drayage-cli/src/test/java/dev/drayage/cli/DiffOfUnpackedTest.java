package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayerDraft;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code dray diff} says of images of random layers is what differs between them as umoci unpacks them. */
class DiffOfUnpackedTest {
    private static final int RUNS = 12;

    @TempDir
    private Path directory;

    /** Layers over one another, each made by random changes of what was there. */
    private static final class RandomLayers {
        private final Random random;
        private final SortedMap<String, Character> files = new TreeMap<>();
        private final List<byte[]> layers = new ArrayList<>();

        RandomLayers(Random random) {
            this.random = random;
        }

        RandomLayers copy(Random other) {
            RandomLayers copy = new RandomLayers(other);
            copy.files.putAll(files);
            copy.layers.addAll(layers);
            return copy;
        }

        void add() {
            LayerDraft layer = new LayerDraft();
            SortedSet<String> earlier = new TreeSet<>(files.keySet());
            SortedSet<String> touched = new TreeSet<>();
            for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
                layer.mode(random.nextBoolean() ? 0755 : 0700).owner(random.nextInt(2), random.nextInt(2));
                change(layer, earlier, touched);
            }
            layers.add(layer.bytes());
        }

        private void change(LayerDraft layer, SortedSet<String> earlier, SortedSet<String> touched) {
            String path = path();
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                Character parent = files.get(path.substring(0, slash));
                if (parent != null && parent != '5') {
                    return;
                }
            }
            boolean isUntouched = touched.stream()
                    .noneMatch(each -> each.equals(path) || each.startsWith(path + "/") || path.startsWith(each + "/"));
            int kind = random.nextInt(6);
            if (kind == 0) {
                if (earlier.contains(path) && files.containsKey(path) && isUntouched) {
                    int slash = path.lastIndexOf('/') + 1;
                    layer.file(path.substring(0, slash) + ".wh." + path.substring(slash), "");
                    removeBelow(path);
                    files.remove(path);
                    touched.add(path);
                }
                return;
            }
            if (kind == 1) {
                if (earlier.contains(path) && Objects.equals(files.get(path), '5') && isUntouched) {
                    layer.file(path + "/.wh..wh..opq", "");
                    removeBelow(path);
                    touched.add(path);
                }
                return;
            }
            if (touched.contains(path) || touched.stream().anyMatch(each -> each.startsWith(path + "/"))) {
                return;
            }
            parents(layer, path, touched);
            put(layer, path, kind);
            touched.add(path);
        }

        private void put(LayerDraft layer, String path, int kind) {
            List<String> regular = files.entrySet().stream()
                    .filter(each -> each.getValue() == '0' && !each.getKey().equals(path))
                    .filter(each -> !each.getKey().startsWith(path + "/"))
                    .map(Map.Entry::getKey)
                    .toList();
            if (kind == 2) {
                layer.directory(path);
                files.put(path, '5');
                return;
            }
            removeBelow(path);
            if (kind == 3) {
                layer.link(path, "target" + random.nextInt(2));
                files.put(path, '2');
            } else if (kind == 4 && !regular.isEmpty()) {
                layer.hardLink(path, Randomized.oneOf(random, regular));
                files.put(path, '0');
            } else {
                layer.file(path, "content" + random.nextInt(3));
                files.put(path, '0');
            }
        }

        private void parents(LayerDraft layer, String path, SortedSet<String> touched) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                String parent = path.substring(0, slash);
                if (!files.containsKey(parent)) {
                    layer.directory(parent);
                    files.put(parent, '5');
                    touched.add(parent);
                }
            }
        }

        private void removeBelow(String path) {
            files.keySet().removeIf(each -> each.startsWith(path + "/"));
        }

        private String path() {
            StringBuilder path = new StringBuilder();
            for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
                path.append(path.isEmpty() ? "" : "/").append((char) ('a' + random.nextInt(3)));
            }
            return path.toString();
        }
    }

    private static Descriptor image(MemoryContent content, List<byte[]> layers) {
        ImageBuilder image = anImageIn(content);
        layers.forEach(image::withGzipLayer);
        return image.build();
    }

    @Test
    void differencesAreThoseOfTheUnpackedImages() {
        Program umoci = Peers.require("umoci");
        assumeTrue(System.getProperty("user.name").equals("root"), "skipped: owners are set by root alone");
        int[] run = {0};
        Randomized.check(RUNS, random -> {
            RandomLayers before = new RandomLayers(new Random(random.nextLong()));
            for (int i = random.nextInt(3); i >= 0; i--) {
                before.add();
            }
            RandomLayers after = before.copy(new Random(random.nextLong()));
            for (int i = random.nextInt(2); i > 0; i--) {
                before.add();
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                after.add();
            }
            Path work = directory.resolve("run" + run[0]++);
            MemoryContent content = new MemoryContent();
            Descriptor one = image(content, before.layers);
            Descriptor other = image(content, after.layers);
            Path layout = LayoutDirectory.write(
                    work.resolve("layout"),
                    content,
                    LayoutDirectory.tagged(one, "one"),
                    LayoutDirectory.tagged(other, "other"));
            SortedSet<String> expected = differences(unpacked(umoci, layout, "one"), unpacked(umoci, layout, "other"));
            Invocation said =
                    dray("diff", "--json", "--ignore", "times", "oci:" + layout + ":one", "oci:" + layout + ":other");
            assertThat(said.exitCode())
                    .as(said.toString())
                    .isEqualTo(one.digest().equals(other.digest()) ? 0 : 1);
            assertThat(files(said)).as(said.toString()).isEqualTo(expected);
        });
    }

    private static SortedSet<String> files(Invocation said) {
        SortedSet<String> found = new TreeSet<>();
        for (JsonNode each : said.documents()) {
            if (each.get("event").asString().equals("file")) {
                found.add(each.get("change").asString() + " " + each.get("path").asString());
            }
        }
        return found;
    }

    private SortedMap<String, String> unpacked(Program umoci, Path layout, String tag) throws IOException {
        Path bundle = layout.resolveSibling(tag);
        umoci.run("unpack", "--image", layout + ":" + tag, bundle.toString()).requireSuccess();
        Path root = bundle.resolve("rootfs");
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.filter(path -> !path.equals(root)).toList()) {
                Map<String, Object> attributes =
                        Files.readAttributes(each, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
                boolean isLink = Files.isSymbolicLink(each);
                String bytes = isLink
                        ? "to " + Files.readSymbolicLink(each)
                        : Files.isRegularFile(each) ? Files.readString(each) : "";
                files.put(root.relativize(each).toString(), new TreeMap<>(attributes) + " " + bytes);
            }
        }
        return files;
    }

    private static SortedSet<String> differences(SortedMap<String, String> before, SortedMap<String, String> after) {
        SortedSet<String> found = new TreeSet<>();
        before.forEach((path, state) -> {
            String other = after.get(path);
            if (other == null) {
                found.add("removed " + path);
            } else if (!other.equals(state)) {
                found.add("changed " + path);
            }
        });
        after.keySet().stream().filter(path -> !before.containsKey(path)).forEach(path -> found.add("added " + path));
        return found;
    }
}
