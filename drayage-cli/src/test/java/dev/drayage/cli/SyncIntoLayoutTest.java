package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.layout.ImageLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import dev.drayage.testkit.peer.Program;
import dev.drayage.testkit.registry.InProcessRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list of many images that goes into one layout, whose names are written in groups; killed, and by two at once. */
class SyncIntoLayoutTest {
    private static final int IMAGES = 60;

    @TempDir
    private Path directory;

    private final Map<String, Digest> digests = new LinkedHashMap<>();
    private InProcessRegistry source;

    @BeforeEach
    void fill() throws IOException {
        source = InProcessRegistry.start();
        byte[] base = ImageBuilder.noise(1, 20_000);
        for (int image = 0; image < IMAGES; image++) {
            MemoryContent content = new MemoryContent();
            Descriptor built = anImageIn(content)
                    .withLayer(base)
                    .withLayer(ImageBuilder.noise(100 + image, 1000))
                    .build();
            source.repositories().holding("team/app" + image, "v1", content, built);
            digests.put(source.address() + "/team/app" + image + ":v1", built.digest());
        }
    }

    @AfterEach
    void stop() throws IOException {
        source.close();
    }

    private Path list(String name, List<String> images) throws IOException {
        return Files.write(directory.resolve(name), images);
    }

    private Process start(Path list, Path layout) throws IOException {
        return Program.at(Path.of(System.getProperty("java.home"), "bin", "java"))
                .with("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Dray.class.getName())
                .builder("sync", list.toString(), "--to", "oci:" + layout)
                .redirectError(directory.resolve("errors" + list.getFileName()).toFile())
                .start();
    }

    private Map<String, Digest> listed(Path layout) throws IOException {
        Map<String, Digest> listed = new LinkedHashMap<>();
        try (ImageLayout read = ImageLayout.open(layout)) {
            for (String name : digests.keySet()) {
                if (read.images().stream()
                        .anyMatch(image -> name.equals(image.annotations().get("io.containerd.image.name")))) {
                    listed.put(name, read.find(name).digest());
                }
            }
        }
        return listed;
    }

    @Test
    void whatAKilledRunPrintedIsThereAndTheNextOneBringsTheRest() throws Exception {
        Path list = list("images.txt", List.copyOf(digests.keySet()));
        int[] runs = {0};
        Randomized.check(Integer.getInteger("drayage.kills", 1), random -> {
            Path layout = directory.resolve("layout" + runs[0]++);
            int after = 1 + random.nextInt(IMAGES - 20);
            List<String> printed = new ArrayList<>();

            Process process = start(list, layout);
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (int line = 0; line < after; line++) {
                    String image = lines.readLine();
                    assertThat(image).as("line " + line).isNotNull();
                    printed.add(image.substring(0, image.indexOf(' ')));
                }
                process.destroyForcibly().waitFor();
            }

            Map<String, Digest> there = listed(layout);
            assertThat(there.keySet()).containsAll(printed);
            there.forEach((name, digest) -> assertThat(digest).isEqualTo(digests.get(name)));
            dray("verify", "oci:" + layout).requireSuccess();

            dray("sync", list, "--to", "oci:" + layout).requireSuccess();
            assertThat(listed(layout)).isEqualTo(digests);
            dray("verify", "oci:" + layout).requireSuccess();
        });
    }

    @Test
    void twoRunsIntoOneLayoutLoseNothingOfEachOther() throws Exception {
        Path layout = directory.resolve("layout");
        List<String> names = List.copyOf(digests.keySet());
        // Some are in both.
        List<Path> lists = List.of(
                list("one.txt", names.subList(0, IMAGES / 2 + 10)),
                list("two.txt", names.subList(IMAGES / 2 - 10, IMAGES)));

        List<Process> processes = new ArrayList<>();
        for (Path list : lists) {
            processes.add(start(list, layout));
        }

        for (int i = 0; i < processes.size(); i++) {
            Process process = processes.get(i);
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
            assertThat(process.waitFor())
                    .as(Files.readString(
                            directory.resolve("errors" + lists.get(i).getFileName())))
                    .isZero();
        }
        assertThat(listed(layout)).isEqualTo(digests);
        dray("verify", "oci:" + layout).requireSuccess();
    }

    @Test
    void anEmptyDirectoryBecomesALayoutAndAnotherIsLeftAlone() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Path list = list("images.txt", List.copyOf(digests.keySet()).subList(0, 1));
        Path other = Files.createDirectory(directory.resolve("other"));
        Path note = Files.writeString(other.resolve("note.txt"), "mine");

        dray("sync", list, "--to", "oci:" + empty).requireSuccess();
        Invocation refused = dray("sync", list, "--to", "oci:" + other);

        assertThat(listed(empty)).hasSize(1);
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err()).contains("oci:" + other);
        try (Stream<Path> left = Files.list(other)) {
            assertThat(left).containsExactly(note);
        }
    }

    @Test
    void anImageThatFailsDoesNotKeepTheOthers() throws IOException {
        List<String> names = new ArrayList<>(digests.keySet());
        names.add(IMAGES / 2, source.address() + "/team/none:v1");
        Path layout = directory.resolve("layout");

        Invocation run = dray("sync", list("images.txt", names), "--to", "oci:" + layout);

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("team/none:v1").contains(IMAGES + " images sent and verified");
        assertThat(listed(layout)).isEqualTo(digests);
    }
}
