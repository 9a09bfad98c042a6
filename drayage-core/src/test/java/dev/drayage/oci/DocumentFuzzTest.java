package dev.drayage.oci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.layout.format.LayoutMarker;
import dev.drayage.testkit.Randomized;
import dev.drayage.testkit.TestData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Documents with bits turned, parts cut out, doubled or replaced: every reader gives a result or an
 * {@link InvalidDocumentException} of one readable line, and never anything else.
 */
class DocumentFuzzTest {
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "null",
            "-1",
            "1e999",
            "99999999999999999999",
            "0.1",
            "\"\\ud800\"",
            "\\",
            "\u0000",
            "\ufeff",
            "\"manifests\":[]",
            "\"layers\":null",
            "\"fsLayers\":1,",
            "\"mediaType\":\"\",",
            "[".repeat(100),
            "{\"a\":".repeat(100),
            "[".repeat(100_000));

    @Test
    void anyChangeToADocumentIsReadOrRefused() {
        List<byte[]> documents = builtIn();
        Randomized.check(20_000, random -> readAsEverything(mutate(Randomized.oneOf(random, documents), random)));
    }

    @Test
    void anyChangeToDocumentsOfOtherToolsIsReadOrRefused() throws IOException {
        List<byte[]> documents = new ArrayList<>();
        for (Path file : TestData.files("corpus", 50_000)) {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length > 0 && bytes[0] == '{') {
                readAsEverything(bytes);
                documents.add(bytes);
            }
        }
        assertThat(documents).hasSizeGreaterThan(50);
        Randomized.check(20_000, random -> readAsEverything(mutate(Randomized.oneOf(random, documents), random)));
    }

    @Test
    void anyCutOfADocumentIsRefused() {
        for (byte[] document : builtIn()) {
            for (int end = 0; end < document.length; end++) {
                byte[] cut = new byte[end];
                System.arraycopy(document, 0, cut, 0, end);
                assertThat(readAsEverything(cut)).as("first %s bytes", end).isZero();
            }
        }
    }

    /** Returns how many readers took it. */
    private static int readAsEverything(byte[] bytes) {
        RawDocument raw = RawDocument.of(bytes);
        return read(() -> Manifest.parse(raw, MediaTypes.OCI_MANIFEST, Documents.LIMITS))
                + read(() -> Manifest.parse(raw, MediaTypes.DOCKER_MANIFEST, Documents.LIMITS))
                + read(() -> reencode(Index.parse(raw, MediaTypes.OCI_INDEX, Documents.LIMITS)))
                + read(() -> ImageConfig.parse(raw, Documents.LIMITS))
                + read(() -> LayoutMarker.check(bytes, Documents.LIMITS));
    }

    private interface Reading {
        void run() throws InvalidDocumentException;
    }

    private static int read(Reading reading) {
        try {
            reading.run();
            return 1;
        } catch (InvalidDocumentException e) {
            assertThat(e.getMessage()).hasSizeLessThan(2000).matches("[^\\p{Cntrl}]+");
            return 0;
        }
    }

    /** What was read must be written so that it reads the same. */
    private static void reencode(Index index) throws InvalidDocumentException {
        byte[] written = Index.encode(index.manifests());
        Index again = Index.parse(
                RawDocument.of(written), MediaTypes.OCI_INDEX, Limits.defaults().withMaxBytes(1 << 30));
        assertThat(Index.encode(again.manifests())).isEqualTo(written);
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] bytes = original;
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes = mutateOnce(bytes, random);
        }
        return bytes;
    }

    private static byte[] mutateOnce(byte[] bytes, Random random) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(random.nextBoolean() ? 4 : 200));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        switch (random.nextInt(6)) {
            case 0 -> out.write(bytes, to, bytes.length - to);
            case 1 -> {
                out.write(bytes, from, to - from);
                out.write(bytes, from, bytes.length - from);
            }
            case 2 -> {
                out.writeBytes(Randomized.oneOf(random, PIECES).getBytes(StandardCharsets.UTF_8));
                out.write(bytes, to, bytes.length - to);
            }
            case 3 -> {
                byte[] noise = new byte[to - from];
                random.nextBytes(noise);
                out.writeBytes(noise);
                out.write(bytes, to, bytes.length - to);
            }
            case 4 -> {
                byte[] turned = bytes.clone();
                if (from < turned.length) {
                    turned[from] ^= (byte) (1 << random.nextInt(8));
                }
                out.write(turned, from, turned.length - from);
            }
            default -> {}
        }
        return out.toByteArray();
    }

    private static List<byte[]> builtIn() {
        String full = Documents.openDescriptor()
                + ",\"urls\":[\"https://x\"],\"annotations\":{\"a\":\"\u00e9\u20ac\ud83d\ude00\",\"b\":\"\\u00e9\\n\"},"
                + "\"data\":\"aGVsbG8=\",\"platform\":{\"architecture\":\"arm\",\"os\":\"linux\",\"os.version\":\"1\","
                + "\"os.features\":[\"f\"],\"variant\":\"v6\"},\"artifactType\":\"x/y\"}";
        return List.of(
                        "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"config\":"
                                + Documents.CONFIG + ",\"layers\":[" + full + "," + full
                                + "],\"annotations\":{\"k\":\"v\"},\"x\":[{\"y\":1.5}]}",
                        "{\"schemaVersion\":2,\"manifests\":[" + full + "," + full + "],\"subject\":" + full + "}",
                        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                                + Documents.SHA256 + "\"]},\"history\":[{\"created_by\":\"x\",\"empty_layer\":true}],"
                                + "\"config\":{\"Env\":[\"A=B\"]}}",
                        "{\"imageLayoutVersion\":\"1.0.0\"}")
                .stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
