package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives in volumes, through the command. */
class VolumeCommandsTest {
    private final MemoryContent content = new MemoryContent();

    @TempDir
    private Path directory;

    private String layout;
    private Path file;

    @BeforeEach
    void writeImage() throws IOException {
        LayoutDirectory.write(
                directory.resolve("images"),
                content,
                LayoutDirectory.tagged(
                        anImageIn(content)
                                .withLayer(noise(1, 1_000_000))
                                .withLayer(noise(2, 300_000))
                                .build(),
                        "v1"));
        layout = "oci:" + directory.resolve("images");
        file = Files.createDirectory(directory.resolve("out")).resolve("bundle.tar");
    }

    private Invocation split(Object... options) {
        return dray(Stream.concat(Stream.of("export", layout, "-o", file, "--split", "300K"), Stream.of(options))
                .toArray());
    }

    private Path volume(int number) {
        return file.resolveSibling("bundle.tar.00" + number);
    }

    private String place(int number) {
        return "oci-archive:" + volume(number);
    }

    private byte[] whole() {
        return dray("export", layout, "-o", "-").requireSuccess().outBytes();
    }

    @Test
    void writesVolumesAndReadsThemAsOne() {
        assertThat(split().requireSuccess().message())
                .startsWith("dray: wrote " + file + ".001 to .005: 4 blobs, all digests right, ");

        assertThat(file).doesNotExist();
        assertThat(dray("export", place(1), "-o", "-").requireSuccess().outBytes())
                .isEqualTo(whole());
        assertThat(dray("ls", "oci-archive:" + file + ".volumes")
                        .requireSuccess()
                        .out())
                .contains("v1");
        dray("verify", place(1)).requireSuccess();
        dray("import", volume(1), "--root", directory.resolve("store")).requireSuccess();
    }

    @Test
    void othersReadTheVolumesOnceTheyAreJoined() throws IOException {
        split().requireSuccess();
        byte[] index = Files.readAllBytes(file.resolveSibling("bundle.tar.volumes"));
        Path joined = directory.resolve("joined.tar");
        Files.write(
                joined,
                Peers.require("sh")
                        .run("-c", "cat " + file + ".0*")
                        .requireSuccess()
                        .outBytes());

        byte[] bytes = Files.readAllBytes(joined);
        assertThat(Arrays.copyOf(bytes, bytes.length - index.length)).isEqualTo(whole());
        dray("verify", "oci-archive:" + joined).requireSuccess();
        Peers.require("skopeo")
                .run("copy", "oci-archive:" + joined + ":v1", "oci:" + directory.resolve("skopeo") + ":v1")
                .requireSuccess();
    }

    @Test
    void volumesMayBeInSeveralDirectories() throws IOException {
        split().requireSuccess();
        Path second = Files.createDirectory(directory.resolve("second"));
        Path third = Files.createDirectory(directory.resolve("third"));
        Files.move(volume(2), second.resolve("bundle.tar.002"));
        Files.move(volume(4), third.resolve("bundle.tar.004"));

        dray("verify", place(1), "--volumes", second, "--volumes", third).requireSuccess();
        Invocation missing = dray("verify", place(1), "--volumes", second);
        assertThat(missing.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(missing.message())
                .contains("volume bundle.tar.004 of 5 not found in " + file.getParent() + ", " + second, "--volumes");
    }

    @Test
    void waitsForWhatComesLate() throws Exception {
        split().requireSuccess();
        Path away = Files.move(volume(3), directory.resolve("away"));
        Thread late = new Thread(() -> {
            try {
                Files.move(away, volume(3));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        late.start();
        Invocation run = dray("export", place(1), "-o", "-", "--wait");
        late.join();

        assertThat(run.requireSuccess().outBytes()).isEqualTo(whole());
    }

    @Test
    void optionsAboutVolumesAreRefusedWhereThereAreNone() throws IOException {
        Path plain = directory.resolve("plain.tar");
        dray("export", layout, "-o", plain).requireSuccess();
        Path alike = Files.copy(plain, directory.resolve("alike.tar.001"));
        for (String command : List.of("verify", "ls", "inspect")) {
            assertRefused("has no effect on oci-archive:" + plain, command, "oci-archive:" + plain, "--wait");
            assertRefused(
                    "has no effect on oci-archive:" + plain, command, "oci-archive:" + plain, "--volumes", directory);
            assertRefused(
                    "neither alike.tar.volumes nor the last volume was found",
                    command,
                    "oci-archive:" + alike,
                    "--wait");
        }
        assertRefused("has no effect on oci-archive:-", "ls", "oci-archive:-", "--wait");

        split().requireSuccess();
        dray("ls", "oci-archive:" + plain, place(1), "--wait").requireSuccess();
    }

    private static void assertRefused(String words, Object... line) {
        Invocation run = dray(line);
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.USAGE);
        assertThat(run.message()).contains(words).hasLineCount(1);
    }

    @Test
    void verifyNamesADamagedVolume() throws IOException {
        split().requireSuccess();
        byte[] bytes = Files.readAllBytes(volume(3));
        bytes[100_000] ^= 1;
        Files.write(volume(3), bytes);

        Invocation verify = dray("verify", place(1));
        assertThat(verify.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(verify.out())
                .contains("corrupt: volume 3, " + volume(3) + " is damaged: it hashes to")
                .contains("somewhere in bytes");
        assertThat(verify.lines().get(verify.lines().size() - 1)).startsWith(place(1) + ": NOT ok, ");
        Invocation copy = dray("copy", place(1), "oci:" + directory.resolve("copy"));
        assertThat(copy.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(copy.message()).contains("volume 3, " + volume(3) + " is damaged", "somewhere in bytes");
    }

    @Test
    void refusesToReplaceTheVolumesThatItReads() {
        split().requireSuccess();

        Invocation run = dray("export", place(1), "-o", file, "--split", "300K");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.message()).contains("which is read from");
        Invocation onto = dray("export", place(1), "-o", volume(2));
        assertThat(onto.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(onto.message()).contains("which is read from");
        dray("verify", place(1)).requireSuccess();
    }

    @ParameterizedTest
    @CsvSource({
        "700M, 700000000",
        "4.7G, 4700000000",
        "4GiB, 4294967296",
        "fat32, 4294967295",
        "1.5MiB, 1572864",
        "300KB, 300000",
        "200000, 200000",
        "1T, 1000000000000"
    })
    void mediaAreMeasuredInDecimalUnits(String text, long bytes) {
        assertThat(new VolumeSize().convert(text)).isEqualTo(bytes);
    }

    /** What was killed at any point goes on, and nothing has its name before all is complete. */
    @Test
    void goesOnWhenItWasKilled() throws Exception {
        Random random = new Random(15);
        Program java = Program.at(Path.of(System.getProperty("java.home"), "bin", "java"))
                .with("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Dray.class.getName());
        for (int i = 0; i < 4; i++) {
            Process export = java.builder("export", layout, "-o", file.toString(), "--split", "300K")
                    .redirectErrorStream(true)
                    .start();
            boolean ended = export.waitFor(300 + random.nextInt(1500), TimeUnit.MILLISECONDS);
            export.destroyForcibly().waitFor();
            if (!ended && !Files.exists(volume(1))) {
                try (Stream<Path> files = Files.list(file.getParent())) {
                    assertThat(files.map(each -> String.valueOf(each.getFileName()))
                                    .toList())
                            .allMatch(name -> name.contains(".partial"));
                }
            }
        }
        split().requireSuccess();

        assertThat(dray("export", place(1), "-o", "-").requireSuccess().outBytes())
                .isEqualTo(whole());
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files.map(each -> String.valueOf(each.getFileName()))
                            .sorted()
                            .toList())
                    .isEqualTo(List.of(
                            "bundle.tar.001",
                            "bundle.tar.002",
                            "bundle.tar.003",
                            "bundle.tar.004",
                            "bundle.tar.005",
                            "bundle.tar.volumes"));
        }
    }
}
