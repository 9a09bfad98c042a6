package dev.drayage.server.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.archive.ArchiveOptions;
import dev.drayage.archive.ImageArchive;
import dev.drayage.archive.WriteOptions;
import dev.drayage.compress.Compression;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.platform.Platform;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.server.http.FakeRequest;
import dev.drayage.server.http.Received;
import dev.drayage.server.http.Response;
import dev.drayage.testkit.CollectingChannel;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.MemoryContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveDownloadsTest {
    private static final int LARGE = 600_000;
    private static final String NAME = "registry.example/team/app";

    private final MemoryContent content = new MemoryContent();
    private final byte[] layer = ImageBuilder.noise(1, LARGE);
    private final Digest layerDigest = Digest.compute(DigestAlgorithm.SHA256, layer);
    private final Descriptor image =
            named(ImageBuilder.anImageIn(content).withLayer(layer).withLayers(2).build(), NAME + ":v1");
    private final Descriptor arm = ImageBuilder.anImageIn(content)
            .on(Platform.of("linux", "arm64"))
            .withLayer(ImageBuilder.noise(2, 100))
            .build();
    private final Descriptor index =
            named(IndexBuilder.anIndexIn(content).of(image, arm).build(), NAME + ":all");
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final ArchiveDownloads downloads = new ArchiveDownloads(
            new TestPlace(content)
                    .with(NAME, "v1", image)
                    .with(NAME, "all", index)
                    .with("library/alpine", "latest", arm),
            clock);

    private static Descriptor named(Descriptor descriptor, String name) {
        return descriptor.withAnnotation("io.containerd.image.name", name);
    }

    private static FakeRequest get(String name) {
        return FakeRequest.get("/archives/" + name);
    }

    private Received receive(FakeRequest request) throws IOException {
        Response response = downloads.handle(request);
        return request.method().equals("HEAD") ? Received.head(response) : Received.of(response);
    }

    private byte[] exported(SelectionOptions selection, Descriptor... images) throws IOException {
        List<NamedImage> roots = Arrays.stream(images).map(NamedImage::of).toList();
        try (ImageArchive archive = ImageArchive.plan(content, roots, ArchiveOptions.of(selection))) {
            CollectingChannel channel = new CollectingChannel();
            archive.writeTo(channel, WriteOptions.defaults());
            return channel.bytes();
        }
    }

    private byte[] exported(Descriptor... images) throws IOException {
        return exported(SelectionOptions.defaults(), images);
    }

    @Test
    void anArchiveIsTheOneThatAnExportWouldBe() throws IOException {
        Received received = receive(get(NAME + ":v1.tar"));

        assertThat(received.status()).isEqualTo(200);
        assertThat(received.body()).isEqualTo(exported(image));
        assertThat(received.length()).isEqualTo(received.body().length);
        assertThat(received.header("Content-Type")).contains("application/x-tar");
        assertThat(received.header("Content-Disposition")).contains("attachment; filename=\"app-v1.tar\"");
        assertThat(received.header("Accept-Ranges")).contains("bytes");
        assertThat(received.header("ETag").orElseThrow()).matches("\"[0-9a-f]{64}\"");
    }

    @Test
    void anImageIsFoundByDigestAndWithoutATagIsTheLatest() throws IOException {
        assertThat(receive(get(NAME + "@" + image.digest() + ".tar")).body()).isEqualTo(exported(image));
        assertThat(receive(get(NAME + ":other@" + image.digest() + ".tar")).body())
                .isEqualTo(exported(image));
        assertThat(receive(get("library/alpine.tar")).body()).isEqualTo(exported(arm));
        assertThat(receive(get("library/alpine.tar")).header("Content-Disposition"))
                .contains("attachment; filename=\"alpine-latest.tar\"");
    }

    @Test
    void platformsAreChosenAsAnExportChoosesThem() throws IOException {
        Received one = receive(get(NAME + ":all.tar").withParameter("platform", "linux/arm64"));
        Received both = receive(get(NAME + ":all.tar")
                .withParameter("platform", "linux/amd64")
                .withParameter("platform", "linux/arm64"));

        assertThat(one.body())
                .isEqualTo(exported(
                        SelectionOptions.defaults()
                                .withPlatforms(PlatformSelection.named(List.of(Platform.parse("linux/arm64")))),
                        index));
        assertThat(one.header("Content-Disposition")).contains("attachment; filename=\"app-all-linux-arm64.tar\"");
        assertThat(both.body()).isEqualTo(exported(index));
        assertThat(both.header("ETag")).isNotEqualTo(one.header("ETag"));
    }

    @Test
    void severalImagesAreOneArchive() throws IOException {
        Received received = receive(get(NAME + ":v1.tar").withParameter("image", "library/alpine"));

        assertThat(received.body()).isEqualTo(exported(image, arm));
        assertThat(received.header("Content-Disposition")).contains("attachment; filename=\"app-v1-and-1.tar\"");
    }

    @Test
    void theLengthIsToldBeforeAByteOfALayerIsRead() throws IOException {
        int length = exported(image).length;
        content.forgetOpened();

        Received received = receive(FakeRequest.of("HEAD", "/archives/" + NAME + ":v1.tar"));

        assertThat(received.status()).isEqualTo(200);
        assertThat(received.length()).isEqualTo(length);
        assertThat(received.body()).isEmpty();
        assertThat(content.opened()).contains(image.digest()).doesNotContain(layerDigest);
    }

    @Test
    void aDownloadGoesOnAtTheByteWhereItBroke() throws IOException {
        byte[] whole = exported(image);
        String tag = receive(get(NAME + ":v1.tar")).header("ETag").orElseThrow();
        for (int broken : new int[] {1, 511, 512, 5000, LARGE / 2, whole.length - 1024, whole.length - 1}) {
            Received rest = receive(
                    get(NAME + ":v1.tar").with("Range", "bytes=" + broken + "-").with("If-Range", tag));

            assertThat(rest.status()).isEqualTo(206);
            assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(whole, broken, whole.length));
            assertThat(rest.header("Content-Range"))
                    .contains("bytes " + broken + "-" + (whole.length - 1) + "/" + whole.length);
        }
    }

    @Test
    void anotherImageUnderTheSameTagIsSentWhole() throws IOException {
        String tag = receive(get(NAME + ":v1.tar")).header("ETag").orElseThrow();
        ArchiveDownloads later = new ArchiveDownloads(new TestPlace(content).with(NAME, "v1", arm));

        Received received = Received.of(
                later.handle(get(NAME + ":v1.tar").with("Range", "bytes=100-").with("If-Range", tag)));

        assertThat(received.status()).isEqualTo(200);
        assertThat(received.body()).isEqualTo(exported(arm));
    }

    @Test
    void whatIsThereAlreadyIsNotSentAgain() throws IOException {
        String tag = receive(get(NAME + ":v1.tar")).header("ETag").orElseThrow();

        assertThat(receive(get(NAME + ":v1.tar").with("If-None-Match", tag)).status())
                .isEqualTo(304);
        assertThat(receive(get(NAME + ":v1.tar").with("If-Match", "\"other\"")).status())
                .isEqualTo(412);
    }

    @ParameterizedTest
    @CsvSource({".tar.gz,GZIP,application/gzip", ".tar.zst,ZSTD,application/zstd"})
    void packedItHasNeitherLengthNorRanges(String suffix, Compression compression, String type) throws IOException {
        Received received = receive(get(NAME + ":v1" + suffix).with("Range", "bytes=5-"));

        assertThat(received.status()).isEqualTo(200);
        assertThat(received.length()).isEqualTo(-1);
        assertThat(received.header("Content-Type")).contains(type);
        assertThat(received.header("Accept-Ranges")).contains("none");
        assertThat(received.header("Content-Disposition")).contains("attachment; filename=\"app-v1" + suffix + "\"");
        assertThat(compression.unpack(new ByteArrayInputStream(received.body())).readAllBytes())
                .isEqualTo(exported(image));
        String tag = received.header("ETag").orElseThrow();
        assertThat(tag).startsWith("W/\"");
        assertThat(receive(get(NAME + ":v1" + suffix).with("If-None-Match", tag))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void aCorruptLayerBreaksEveryDownloadThatHoldsItsEnd() throws IOException {
        byte[] whole = exported(image);
        content.flipBit(layerDigest, 5);
        int middle = indexOf(whole, layer) + LARGE / 2;

        for (FakeRequest request : List.of(
                get(NAME + ":v1.tar"),
                get(NAME + ":v1.tar").with("Range", "bytes=" + middle + "-"),
                get(NAME + ":v1.tar").with("Range", "bytes=" + (middle + LARGE / 2 - 1) + "-"),
                get(NAME + ":v1.tar.gz"),
                get(NAME + ":v1.tar.zst"))) {
            assertThatThrownBy(() -> receive(request)).isInstanceOf(DigestMismatchException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({".tar.gz,GZIP", ".tar.zst,ZSTD"})
    void whatWasPackedOfABrokenArchiveHasNoEnd(String suffix, Compression compression) throws IOException {
        content.flipBit(layerDigest, 8L * LARGE - 1);
        CollectingChannel channel = new CollectingChannel();
        Response.Body.Stream body = (Response.Body.Stream)
                downloads.handle(get(NAME + ":v1" + suffix)).body();

        assertThatThrownBy(() -> body.writer().writeTo(channel)).isInstanceOf(DigestMismatchException.class);

        assertThatThrownBy(() -> compression
                        .unpack(new ByteArrayInputStream(channel.bytes()))
                        .readAllBytes())
                .isInstanceOf(IOException.class);
    }

    @Test
    void whatIsMissingIsToldBeforeAByteIsSent() throws IOException {
        content.remove(layerDigest);

        Received received = receive(get(NAME + ":v1.tar"));

        assertThat(received.status()).isEqualTo(409);
        assertThat(received.text())
                .isEqualTo(NAME + ":v1 is not complete here: layer " + layerDigest + " is missing\n");
    }

    @Test
    void aManifestThatIsNotWhatItSaysIsToldToo() throws IOException {
        content.flipBit(image.digest(), 5);

        Received received = receive(get(NAME + ":v1.tar"));

        assertThat(received.status()).isEqualTo(409);
        assertThat(received.text()).contains("damaged").doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "registry.example/team/other:v1.tar|404|there is no repository registry.example/team/other",
                "registry.example/team/app:v9.tar|404|the repository registry.example/team/app has no v9",
                "registry.example/team/app.tar|404|the repository registry.example/team/app has no latest",
                "registry.example/team/app:v1|400|an archive is asked for as",
                "registry.example/team/app:v1.zip|400|an archive is asked for as",
                "|400|an archive is asked for as",
                ".tar|400|is not a repository",
                "App:v1.tar|400|is not a repository",
                "../../etc/passwd:v1.tar|400|is not a repository",
                "app:.tar|400|is not a tag",
                "app:a b.tar|400|is not a tag",
                "app@sha256:0.tar|400|",
            })
    void saysWhyThereIsNone(String name, int status, String sentence) throws IOException {
        Received received = receive(get(name == null ? "" : name));

        assertThat(received.status()).isEqualTo(status);
        assertThat(received.text()).contains(sentence == null ? "" : sentence).endsWith("\n");
        assertThat(received.header("Content-Type")).contains("text/plain; charset=utf-8");
    }

    @Test
    void aPlatformThatIsNotThereIsRefused() throws IOException {
        Received received = receive(get(NAME + ":all.tar").withParameter("platform", "linux/s390x"));

        assertThat(received.status()).isEqualTo(404);
        assertThat(received.text()).isEqualTo(NAME + ":all is not there for linux/s390x\n");
        assertThat(receive(get(NAME + ":all.tar").withParameter("platform", "\n<script>"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void asksForNoMoreThanItCanHold() throws IOException {
        FakeRequest request = get(NAME + ":all.tar");
        for (int i = 0; i < 33; i++) {
            request = request.withParameter("platform", "linux/amd64");
        }

        assertThat(receive(request).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void anArchiveCanOnlyBeFetched(String method) throws IOException {
        Received received = receive(FakeRequest.of(method, "/archives/" + NAME + ":v1.tar"));

        assertThat(received.status()).isEqualTo(405);
        assertThat(received.header("Allow")).contains("GET, HEAD");
    }

    @Test
    void aPlanIsUsedAgainForAWhile() throws IOException {
        receive(get(NAME + ":v1.tar").with("Range", "bytes=0-0"));
        content.forgetOpened();

        receive(get(NAME + ":v1.tar").with("Range", "bytes=1-1"));
        assertThat(content.opened()).isEmpty();

        clock.pass(Duration.ofMinutes(1));
        receive(get(NAME + ":v1.tar").with("Range", "bytes=1-1"));
        assertThat(content.opened()).contains(image.digest());
    }

    @Test
    void nothingStaysOpen() throws IOException {
        receive(get(NAME + ":v1.tar"));
        receive(get(NAME + ":v1.tar").with("Range", "bytes=100000-200000"));

        assertThat(content.openBlobs()).isZero();
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int at = 0; ; at += 512) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
    }
}
