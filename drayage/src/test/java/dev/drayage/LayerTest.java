package dev.drayage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.compress.Compression;
import dev.drayage.compress.codec.ZstdWindow;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Descriptor;
import dev.drayage.tar.TarHeader;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files of a layer, read from the tar as it is packed. */
class LayerTest {
    private final MemoryContent content = new MemoryContent();
    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    private LayerTest file(String path, byte[] bytes) {
        return entry(path, '0', bytes);
    }

    private LayerTest file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private LayerTest entry(String path, char type, byte[] bytes) {
        tar.writeBytes(TarHeader.encode(path, type, 0644, bytes.length));
        tar.writeBytes(bytes);
        tar.writeBytes(new byte[TarHeader.padding(bytes.length)]);
        return this;
    }

    private LayerTest link(String path, char type, String target) {
        byte[] header = TarHeader.encode(path, type, 0644, 0);
        byte[] name = target.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(name, 0, header, 157, name.length);
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, header, 148, digits.length);
        tar.writeBytes(header);
        return this;
    }

    private Layer end() {
        tar.writeBytes(new byte[1024]);
        return stored(tar.toByteArray());
    }

    private Layer stored(byte[] bytes) {
        return layer(content.add("application/vnd.oci.image.layer.v1.tar", bytes));
    }

    private Layer layer(Descriptor descriptor) {
        return new Layer(content, descriptor, ZstdWindow.DEFAULT_BYTES);
    }

    private static byte[] packed(Compression compression, byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = compression.pack(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZIP", "ZSTD"})
    void listsAndReadsFilesHoweverTheyArePacked(Compression compression) throws IOException {
        byte[] large = ImageBuilder.noise(1, 700_001);
        String deep = "a/".repeat(150) + "file";
        file("etc/os-release", "ID=test\n")
                .file("large", large)
                .file(deep, "deep")
                .end();
        Layer layer = stored(packed(compression, tar.toByteArray()));

        assertThat(layer.files()).extracting(LayerFile::path).containsExactly("etc/os-release", "large", deep);
        assertThat(layer.files()).extracting(LayerFile::size).containsExactly(8L, 700_001L, 4L);
        assertThat(text(layer.read("/etc/os-release"))).isEqualTo("ID=test\n");
        assertThat(layer.read("./large")).isEqualTo(large);
        assertThat(text(layer.read(deep))).isEqualTo("deep");
    }

    @Test
    void theLastOfANameCounts() throws IOException {
        Layer layer = file("a", "old").file("b", "other").file("a", "new").end();

        assertThat(layer.files()).extracting(LayerFile::path).containsExactly("a", "b", "a");
        assertThat(text(layer.read("a"))).isEqualTo("new");
    }

    @Test
    void aHardLinkIsTheFileThatWasThereThen() throws IOException {
        Layer layer = file("a", "then")
                .link("b", '1', "a")
                .link("c", '1', "b")
                .file("a", "later")
                .end();

        assertThat(text(layer.read("c"))).isEqualTo("then");
        assertThat(layer.files().get(1)).isEqualTo(new LayerFile("b", LayerFile.Type.HARD_LINK, 0, "a"));
    }

    @Test
    void aHardLinkToItselfIsMissing() throws IOException {
        Layer layer = link("a", '1', "a").end();

        assertThatThrownBy(() -> layer.read("a")).isInstanceOf(ContentNotFoundException.class);
    }

    @Test
    void hardLinksAreFollowedUpToALimitSinceEachTakesAnotherReadOfTheLayer() throws IOException {
        LayerTest tar = file("0", "content");
        for (int i = 1; i <= 11; i++) {
            tar = tar.link(String.valueOf(i), '1', String.valueOf(i - 1));
        }
        Layer layer = tar.end();

        assertThat(text(layer.read("10"))).isEqualTo("content");
        refused(Kind.FAILED_PRECONDITION, "11 in layer", () -> layer.read("11"));
    }

    @Test
    void aHardLinkOutOfTheLayerIsTheFaultOfTheLayer() throws IOException {
        Layer layer = link("a", '1', "../b").end();

        refused(Kind.FAILED_PRECONDITION, "a hard link to what is no entry", () -> layer.read("a"));
    }

    @Test
    void whatIsNoFileIsNotRead() throws IOException {
        Layer layer = entry("dir/", '5', new byte[0])
                .link("link", '2', "../etc/passwd")
                .file("f", "12345")
                .end();

        refused(
                Kind.INVALID_ARGUMENT,
                "is a symbolic link to ../etc/passwd".replace("is ", ""),
                () -> layer.read("link"));
        refused(Kind.INVALID_ARGUMENT, "of type DIRECTORY", () -> layer.read("dir"));
        refused(Kind.INVALID_ARGUMENT, "has 5 bytes, over the limit of 4", () -> layer.read("f", 4));
        refused(Kind.NOT_FOUND, "has no none; a lower layer may have it", () -> layer.read("none"));
        assertThatThrownBy(() -> layer.read("../f")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingIsTakenFromALayerThatIsNotWhatItsDigestSays() throws IOException {
        file("a", "text").end();
        Descriptor plain = content.add("application/vnd.oci.image.layer.v1.tar", tar.toByteArray());
        Descriptor gzip =
                content.add("application/vnd.oci.image.layer.v1.tar+gzip", packed(Compression.GZIP, tar.toByteArray()));
        content.flipBit(plain.digest(), 512 * 8);
        content.flipBit(gzip.digest(), 15 * 8);

        refused(Kind.FAILED_PRECONDITION, "corrupt", () -> layer(plain).read("a"));
        refused(Kind.FAILED_PRECONDITION, "corrupt", () -> layer(gzip).files());
    }

    @Test
    void aTarThatIsCutShortIsRefused() throws IOException {
        file("a", ImageBuilder.noise(2, 5000));
        byte[] whole = tar.toByteArray();

        assertThat(stored(whole).files()).hasSize(1); // without an end mark, as some tools leave it
        refused(Kind.FAILED_PRECONDITION, "cut short", () -> stored(Arrays.copyOf(whole, 3000))
                .read("a"));
        refused(Kind.FAILED_PRECONDITION, "cut short", () -> stored(Arrays.copyOf(whole, 3000))
                .files());
        refused(Kind.FAILED_PRECONDITION, "cut short", () -> stored(Arrays.copyOf(whole, 300))
                .files());
        byte[] gzip = packed(Compression.GZIP, whole);
        refused(Kind.FAILED_PRECONDITION, "cannot be unpacked", () -> stored(Arrays.copyOf(gzip, gzip.length / 2))
                .files());
    }

    @Test
    void bytesBehindTheEndMarkAreRefused() throws IOException {
        file("a", "b").end();
        file("c", "d");

        refused(Kind.FAILED_PRECONDITION, "behind the end mark", () -> stored(tar.toByteArray())
                .files());
    }

    @Test
    void aBombIsRefused() throws IOException {
        file("zeros", new byte[80 << 20]).end();
        byte[] once = packed(Compression.ZSTD, tar.toByteArray());

        assertThat(once.length).isLessThan(60_000);
        refused(Kind.FAILED_PRECONDITION, "decompression bomb", () -> stored(once)
                .files());
    }

    @Test
    void anotherKindOfCompressionIsNamed() {
        Layer layer = stored(new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0});

        refused(Kind.INVALID_ARGUMENT, "is compressed with xz", layer::files);
    }

    private static void refused(Kind kind, String told, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining(told)
                .isInstanceOfSatisfying(
                        ContentException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
