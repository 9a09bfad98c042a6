package dev.drayage.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.drayage.content.ContentException;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Odd tars are read as Go's {@code archive/tar} reads them, which containerd and skopeo use, and Python's {@code tarfile}:
 * the same entries with the same content; or they are refused. Refusing more than the others do is allowed. So is
 * indexing a sparse file whose map others refuse, because nobody gets its content from here, and a last entry without
 * its padding and a file of no bytes, which Python refuses.
 */
class OtherReadersTest {
    private static final int TARS = 10_000;

    @TempDir
    private Path directory;

    /** A tar that was read here, and what it was read as. */
    private record Read(long seed, ByteBuffer tar, List<String> entries) {}

    @Test
    void goReadsTheSame() throws IOException, InterruptedException {
        Path program = resource("tars.go");
        Map<String, String> environment = Map.of(
                "GO111MODULE",
                "off",
                "GOFLAGS",
                "",
                "GOPROXY",
                "off",
                "GOPATH",
                directory.resolve("go").toString(),
                "GOCACHE",
                directory.resolve("cache").toString(),
                "HOME",
                directory.toString());
        String go = require("go", "golang-go");
        run(environment, null, go, "build", "-o", directory.resolve("tars").toString(), program.toString());

        compare(directory.resolve("tars").toString());
    }

    @Test
    void pythonReadsTheSame() throws IOException, InterruptedException {
        compare(require("python3", "python3"), resource("tars.py").toString());
    }

    private void compare(String... reader) throws IOException, InterruptedException {
        List<Read> tars = tars();
        Path batch = directory.resolve("batch");
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(batch))) {
            for (Read read : tars) {
                out.writeInt(read.tar().capacity());
                out.write(read.tar().array());
            }
        }
        List<String> lines = run(Map.of(), batch, reader);
        SoftAssertions all = new SoftAssertions();
        int at = 0;
        for (Read read : tars) {
            List<String> theirs = new ArrayList<>();
            while (!lines.get(at).equals("end")) {
                theirs.add(decoded(lines.get(at++)));
            }
            at++;
            List<String> ours = read.entries();
            boolean sparse = ours.stream().anyMatch(entry -> entry.startsWith("S"));
            boolean cut = read.tar().capacity() % TarHeader.BLOCK != 0;
            boolean empty = read.tar().capacity() == 0;
            if (sparse || cut || empty) {
                theirs.remove("error");
            }
            if (sparse && theirs.size() < ours.size()) {
                ours = ours.subList(0, theirs.size());
            }
            all.assertThat(theirs)
                    .as("the tar of -Ddrayage.seed=" + read.seed())
                    .isEqualTo(ours);
        }
        assertThat(at).isEqualTo(lines.size());
        all.assertAll();
    }

    private static List<Read> tars() throws IOException {
        Long only = Long.getLong("drayage.seed");
        SplittableRandom seeds = new SplittableRandom();
        List<Read> read = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < (only == null ? TARS : 1); i++) {
            long seed = only == null ? seeds.nextLong() : only;
            byte[] tar = OddTars.next(new Random(seed));
            try {
                List<String> entries = new ArrayList<>();
                for (TarEntry entry : RawTar.scan(tar)) {
                    entries.add(line(entry, tar));
                }
                read.add(new Read(seed, ByteBuffer.wrap(tar), entries));
            } catch (ContentException e) {
                refused++;
            }
        }
        if (only == null) {
            assertThat(read).as("a good part is read").hasSizeGreaterThan(TARS / 10);
            assertThat(refused).as("a good part is refused").isGreaterThan(TARS / 10);
        }
        return read;
    }

    private static String line(TarEntry entry, byte[] tar) {
        String link = entry.linkTarget();
        char kind =
                switch (entry.type()) {
                    case FILE -> '0';
                    case HARD_LINK -> '1';
                    case SYMBOLIC_LINK -> '2';
                    case DIRECTORY -> '5';
                    case SPARSE -> 'S';
                    case SPECIAL -> 'd';
                    case UNKNOWN -> '?';
                };
        String start = kind + " " + entry.path();
        return switch (entry.type()) {
            case FILE, UNKNOWN -> {
                int from = (int) entry.dataOffset();
                byte[] content = Arrays.copyOfRange(tar, from, from + (int) entry.size());
                yield start + " " + entry.size() + " "
                        + Digest.compute(DigestAlgorithm.SHA256, content).hex();
            }
            case HARD_LINK, SYMBOLIC_LINK -> start + " -> " + link;
            default -> start;
        };
    }

    /** {@code type name [size digest|link]}, names in hexadecimal. */
    private static String decoded(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length < 4) {
            return line;
        }
        String start = parts[0] + " " + clean(text(parts[1]));
        return switch (parts[0]) {
            case "0", "?" -> start + " " + parts[2] + " " + parts[3];
            case "1", "2" -> start + " -> " + text(parts[3]);
            default -> start;
        };
    }

    private static String text(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }

    private static String clean(String name) {
        try {
            return EntryNames.clean(name);
        } catch (TarFieldException e) {
            return "not clean: " + name;
        }
    }

    private Path resource(String name) throws IOException {
        Path file = directory.resolve(name);
        try (var in = OtherReadersTest.class.getResourceAsStream(name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    private static String require(String program, String debianPackage) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return Path.of(folder, program).toString();
            }
        }
        return abort("needs " + program + ", which is not on the PATH; install the Debian package " + debianPackage);
    }

    private List<String> run(Map<String, String> environment, @Nullable Path input, String... command)
            throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        List<String> lines = Files.readAllLines(out);
        assertThat(code).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
