package dev.drayage.delta.packing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encoders against the programs whose bytes they are to give. */
class PackersTest {
    private static final int INPUTS = 60;

    @TempDir
    private Path directory;

    @Test
    void givesTheBytesOfGo() throws IOException {
        Program go = Peers.require("go")
                .env("GO111MODULE", "off")
                .env("GOFLAGS", "")
                .env("GOPROXY", "off")
                .env("GOPATH", directory.resolve("go").toString())
                .env("GOCACHE", directory.resolve("cache").toString())
                .env("HOME", directory.toString());
        Path source = directory.resolve("deflate.go");
        try (var in = PackersTest.class.getResourceAsStream("deflate.go")) {
            Files.copy(in, source);
        }
        Path program = directory.resolve("deflate");
        go.run("build", "-o", program.toString(), source.toString()).requireSuccess();
        List<String> expected = Program.at(program)
                .run(inputs().toArray(String[]::new))
                .requireSuccess()
                .out()
                .lines()
                .toList();

        List<String> packed = new ArrayList<>();
        for (String input : inputs()) {
            byte[] plain = Files.readAllBytes(Path.of(input));
            for (int level = 1; level <= 9; level++) {
                packed.add(digest(pack("go-" + level, plain)));
            }
        }

        assertThat(packed).isEqualTo(expected).hasSize(INPUTS * 9);
    }

    @Test
    void givesTheBytesOfGzip() throws IOException {
        Program gzip = Peers.require("gzip");
        for (String input : inputs()) {
            byte[] plain = Files.readAllBytes(Path.of(input));
            for (int level : List.of(1, 3, 4, 6, 9)) {
                byte[] theirs = gzip.run("-n", "-c", "-" + level, input)
                        .requireSuccess()
                        .outBytes();

                assertThat(pack("gzip-" + level, plain))
                        .as("gzip -%d of %s", level, input)
                        .isEqualTo(Arrays.copyOfRange(theirs, 10, theirs.length - 8));
            }
        }
    }

    /** Blocks of noise are as long as the window, which may have slid when they are to be stored. */
    @Test
    void givesTheBytesOfGzipForNoise() throws IOException {
        Program gzip = Peers.require("gzip");
        SplittableRandom random = new SplittableRandom(12);
        byte[] plain = new byte[3_000_000];
        random.nextBytes(plain);
        for (int at = random.nextInt(100_000); at < plain.length; at += random.nextInt(300_000)) {
            int end = Math.min(plain.length, at + random.nextInt(60_000));
            Arrays.fill(plain, at, end, (byte) 'a');
        }
        Path input = directory.resolve("noise");
        Files.write(input, plain);
        for (int level = 1; level <= 9; level++) {
            byte[] theirs = gzip.run("-n", "-c", "-" + level, input.toString())
                    .requireSuccess()
                    .outBytes();

            assertThat(digest(pack("gzip-" + level, plain)))
                    .as("gzip -%d", level)
                    .isEqualTo(digest(Arrays.copyOfRange(theirs, 10, theirs.length - 8)));
        }
    }

    /** Made by the versions named, as pgzip calls them: 1 MiB at a time, each with 16 KiB of the one before. */
    @ParameterizedTest
    @CsvSource({
        "1.15.0, 0, sha256:5f56d3024ccaf9b4f40afb7e7f2b54937d4fa6f6897b0b1251745f135553c739",
        "1.15.0, 20, sha256:558fbf273ce2eb8b90dd2b19b02439c566140c62abaf7f9f80a88f1f5a997de1",
        "1.15.0, 100, sha256:5020173ffb4fa31653a86ebbbcbc495cc0597aea65f0e890ce0d85d463ca3dfa",
        "1.15.0, 5000, sha256:db853f29ac7ea7298dac2a977effe8ac46acf690ebfebe5eb3a327cf3e449023",
        "1.15.0, 65535, sha256:f5e786abe051e1639986339561c6fbc46eda5c4db99a9fdaad61502a2ef27b0e",
        "1.15.0, 1048576, sha256:1745e38595ae95fb86f1342c90ed0fb2e60468afb230fccd3239c3e5993702d1",
        "1.15.0, 1500000, sha256:a67c547f7a64ed8b8852e0a40762a7f2ed48697283ced426960e2dcef42c64c0",
        "1.15.0, 3300000, sha256:b84c6ccdeca685ab11591f38acd27b7605515f971af691655fa7d43777d15eff",
        "1.15.10, 0, sha256:5f56d3024ccaf9b4f40afb7e7f2b54937d4fa6f6897b0b1251745f135553c739",
        "1.15.10, 20, sha256:558fbf273ce2eb8b90dd2b19b02439c566140c62abaf7f9f80a88f1f5a997de1",
        "1.15.10, 100, sha256:5020173ffb4fa31653a86ebbbcbc495cc0597aea65f0e890ce0d85d463ca3dfa",
        "1.15.10, 5000, sha256:db853f29ac7ea7298dac2a977effe8ac46acf690ebfebe5eb3a327cf3e449023",
        "1.15.10, 65535, sha256:7ccc2e21aea148884b32e44228d2da114f20864efc1f553885672020f3337783",
        "1.15.10, 1048576, sha256:7dfb3cd2bb6c5d92c3bdcde4c704f36a1b8dc39ea664210d6a5bba432f36e25e",
        "1.15.10, 1500000, sha256:ea8ba90f86e293f9c56c717749fa9776d68b80010646e71dd88a8254f119bfa4",
        "1.15.10, 3300000, sha256:60c2839c02cdf203a4019fb81e15b42af1e789a2dd74b7afa783d8cdd8df1923",
        "1.18.1, 0, sha256:5f56d3024ccaf9b4f40afb7e7f2b54937d4fa6f6897b0b1251745f135553c739",
        "1.18.1, 20, sha256:558fbf273ce2eb8b90dd2b19b02439c566140c62abaf7f9f80a88f1f5a997de1",
        "1.18.1, 100, sha256:5020173ffb4fa31653a86ebbbcbc495cc0597aea65f0e890ce0d85d463ca3dfa",
        "1.18.1, 5000, sha256:db853f29ac7ea7298dac2a977effe8ac46acf690ebfebe5eb3a327cf3e449023",
        "1.18.1, 65535, sha256:7ccc2e21aea148884b32e44228d2da114f20864efc1f553885672020f3337783",
        "1.18.1, 1048576, sha256:124c8b5749ccb8be1c8ecd9acd378f715b37b97d0f2edc28d3cb0b7440fc269a",
        "1.18.1, 1500000, sha256:9d1577e8f31be7531820837c39a71a4feb40d806da1c97cb4d84ccd24ace41d0",
        "1.18.1, 3300000, sha256:bcae3170eeb4d9dfbd0b32a29597efeb2dd43c55edcf73c7accd132ac0dab64a"
    })
    void givesTheBytesOfPgzip(String version, int size, String expected) throws IOException {
        byte[] plain = PlainBytes.of(new SplittableRandom(size), size);

        assertThat(digest(pack("pgzip-" + version, plain))).isEqualTo(expected);
    }

    /** Made by zlib 1.2.13, all one behind the other. */
    @ParameterizedTest
    @CsvSource({
        "1, sha256:e0679b5d4b4fb40222501d1279f5a148d804e1f586467179b29fd781e1451dc6",
        "2, sha256:e8ee819c8dd1e7f815e1ae0843c37bcdd0c9ab6d31fe9f7b0bdb5ec360f4fe30",
        "3, sha256:222d06cd0974c5377a513a4a8a2a123463ff6bf028dc048364544103b6d86346",
        "4, sha256:b2b6b5c71b0316158a8376755c7480497402ecfa1bb08d0b97fd8520e25f1c62",
        "5, sha256:c8643bfab4f5892e8ada46ebeb08bfed8a2cd2aab8605511f2e29f7bb37c678d",
        "6, sha256:287150cf28f7dafc91ef6a06730460bcdecc1ecf10d033a0a5e0ffcd2a63cc60",
        "7, sha256:7e71ae82dc3a51a578eab71ecdc1bf77cc5009fbe34c4f8ef04138a56b76d8c3",
        "8, sha256:72111db55dd67cb8f7b0190ce3929d876e87af545587ea867ee555bd9a94da53",
        "9, sha256:f5e44e616ae936b0b992492ea7fd096fdccec7a9a3200a06228c2881d84a2cec"
    })
    void givesTheBytesOfZlib(int level, String expected) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int seed = 0; seed < INPUTS; seed++) {
            all.write(pack("zlib-" + level, PlainBytes.of(seed)));
        }

        assertThat(digest(all.toByteArray())).isEqualTo(expected);
    }

    @Test
    void isFoundByWhatItWrites() throws IOException {
        byte[] plain = PlainBytes.of(new SplittableRandom(9), 1_500_000);
        byte[] header = {0x1f, (byte) 0x8b, 8, 8, 1, 2, 3, 4, 0, 3, 'n', 0};
        for (PackingMethod method : PackingMethod.ALL) {
            byte[] packed = pack(new Packing(header, method), plain);

            Packing found = Packing.of(Blob.ofBytes(packed)).orElseThrow();

            assertThat(pack(found, plain)).as(method.id()).isEqualTo(packed);
            assertThat(found.header()).isEqualTo(header);
        }
    }

    @Test
    void doesNotDependOnHowItIsWritten() throws IOException {
        byte[] plain = PlainBytes.of(new SplittableRandom(10), 1_200_000);
        for (PackingMethod method : PackingMethod.ALL) {
            SplittableRandom random = new SplittableRandom(11);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream packer = method.encoder().on(out)) {
                for (int at = 0; at < plain.length; ) {
                    int count = Math.min(plain.length - at, random.nextInt(200_000));
                    packer.write(plain, at, count);
                    at += count;
                }
            }

            assertThat(digest(out.toByteArray())).as(method.id()).isEqualTo(digest(pack(method.id(), plain)));
        }
    }

    private List<String> inputs() throws IOException {
        List<String> names = new ArrayList<>();
        for (int seed = 0; seed < INPUTS; seed++) {
            Path file = directory.resolve("plain-" + seed);
            if (!Files.exists(file)) {
                Files.write(file, PlainBytes.of(seed));
            }
            names.add(file.toString());
        }
        return names;
    }

    private static byte[] pack(String id, byte[] plain) throws IOException {
        PackingMethod method = PackingMethod.ALL.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packer = method.encoder().on(out)) {
            packer.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] pack(Packing packing, byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packer = packing.packer(out, InputStream.nullInputStream())) {
            packer.write(plain);
        }
        return out.toByteArray();
    }

    private static String digest(byte[] bytes) {
        return Digest.compute(DigestAlgorithm.SHA256, bytes).toString();
    }
}
