package dev.drayage.testkit;

import static dev.drayage.testkit.ContentWrites.append;
import static dev.drayage.testkit.ContentWrites.layerOf;
import static dev.drayage.testkit.ContentWrites.read;
import static dev.drayage.testkit.ContentWrites.sha256;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static dev.drayage.testkit.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.HeldException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.repository.WritableRepository;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How repositories are pushed to. Extend it once for each kind of place. */
@Timeout(120)
public abstract class WritableRepositoryContract {
    private static final String APP = "docker.io/library/app";
    private static final String OTHER = "registry.example:5000/team/other";
    private static final byte[] BYTES = ImageBuilder.noise(1, 1000);

    private final MemoryContent blobs = new MemoryContent();

    /** A place that can be written to and is empty when the test begins; the same at each call, and closed by the extending class. */
    @SuppressWarnings("exports") // to our modules alone
    protected abstract Repositories repositories() throws IOException;

    /**
     * The same place opened once more, as another process or a program that was started again would, whatever the first
     * does; closed by the extending class.
     */
    @SuppressWarnings("exports") // to our modules alone
    protected abstract Repositories reopened() throws IOException;

    /** Whether content may have a digest by another algorithm than sha256; containerd takes none. */
    protected boolean takesOtherDigests() {
        return true;
    }

    private WritableRepository app() throws IOException {
        return writable(repositories(), APP);
    }

    private WritableRepository other() throws IOException {
        return writable(repositories(), OTHER);
    }

    private static WritableRepository writable(Repositories place, String name) throws IOException {
        return place.writable(name).orElseThrow();
    }

    private static void upload(WritableRepository repository, byte[] bytes) throws IOException {
        upload(repository, sha256(bytes), bytes);
    }

    private static void upload(WritableRepository repository, Digest digest, byte[] bytes) throws IOException {
        try (ContentWriter writer = repository.upload(repository.beginUpload())) {
            append(writer, bytes);
            assertThat(writer.commit(bytes.length, digest, Map.of()).digest()).isEqualTo(digest);
        }
    }

    /** Pushes all that an image is made of, and it. */
    private void push(WritableRepository repository, Descriptor image, String... tags) throws IOException {
        MemoryContent all = blobs;
        for (Digest digest : all.digests()) {
            if (!digest.equals(image.digest())) {
                upload(repository, digest, all.bytes(digest));
            }
        }
        put(repository, image, tags);
    }

    private void put(WritableRepository repository, Descriptor image, String... tags) throws IOException {
        repository.put(bare(image), blobs.bytes(image.digest()), List.of(tags));
    }

    private static Descriptor bare(Descriptor descriptor) {
        return Descriptor.of(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    private Descriptor image(int layers) {
        return anImageIn(blobs).withLayers(layers).build().withPlatform(null);
    }

    private static boolean has(Repository repository, Digest digest) throws IOException {
        return repository.content().info(digest).isPresent();
    }

    private static Repository found(Repositories place, String name) throws IOException {
        return place.find(name).orElseThrow();
    }

    @Test
    void whatIsUploadedIsRead() throws IOException {
        upload(app(), BYTES);
        assertThat(read(found(repositories(), APP).content(), layerOf(BYTES))).isEqualTo(BYTES);
        assertThat(read(app().content(), layerOf(BYTES))).isEqualTo(BYTES);
        assertThat(read(found(reopened(), APP).content(), layerOf(BYTES))).isEqualTo(BYTES);
    }

    @Test
    void whatIsUploadedIsNotSeenInAnotherRepository() throws IOException {
        upload(app(), BYTES);
        upload(other(), new byte[] {1});
        assertThat(has(other(), sha256(BYTES))).isFalse();
        assertThatThrownBy(() -> other().content().open(layerOf(BYTES)).close()).isInstanceOf(IOException.class);
        assertThat(has(app(), sha256(new byte[] {1}))).isFalse();
    }

    @Test
    void whatAnotherRepositoryHasIsUploadedAllTheSame() throws IOException {
        upload(app(), BYTES);
        upload(other(), BYTES);
        upload(other(), BYTES);
        assertThat(read(other().content(), layerOf(BYTES))).isEqualTo(BYTES);
        assertThat(has(app(), sha256(BYTES))).isTrue();
    }

    @Test
    void anEmptyBlobIsABlob() throws IOException {
        upload(app(), new byte[0]);
        assertThat(app().content().info(sha256(new byte[0])).orElseThrow().size())
                .isZero();
    }

    @Test
    void anUploadGoesOnAfterARestart() throws IOException {
        String id = app().beginUpload();
        try (ContentWriter writer = app().upload(id)) {
            append(writer, Arrays.copyOf(BYTES, 300));
        }
        try (ContentWriter writer = writable(reopened(), APP).upload(id)) {
            assertThat(writer.status().offset()).isEqualTo(300);
            append(writer, Arrays.copyOfRange(BYTES, 300, BYTES.length));
        }
        try (ContentWriter writer = writable(reopened(), APP).upload(id)) {
            assertThat(writer.status().offset()).isEqualTo(BYTES.length);
            writer.commit(BYTES.length, sha256(BYTES), Map.of());
        }
        assertThat(read(app().content(), layerOf(BYTES))).isEqualTo(BYTES);
    }

    @Test
    void anUploadThatWasNotWrittenYetIsThereAfterARestart() throws IOException {
        String id = app().beginUpload();
        try (ContentWriter writer = writable(reopened(), APP).upload(id)) {
            assertThat(writer.status().offset()).isZero();
        }
    }

    @Test
    void anUploadBelongsToOneRepository() throws IOException {
        String id = app().beginUpload();
        try (ContentWriter writer = app().upload(id)) {
            append(writer, BYTES);
        }
        refuses(Kind.NOT_FOUND, () -> other().upload(id).close());
        refuses(Kind.NOT_FOUND, () -> other().cancelUpload(id));
        try (ContentWriter writer = app().upload(id)) {
            assertThat(writer.status().offset()).isEqualTo(BYTES.length);
        }
    }

    @Test
    void idsAreDifferentAndHostileOnesFindNothing() throws IOException {
        assertThat(app().beginUpload()).isNotEqualTo(app().beginUpload()).matches("[A-Za-z0-9_-]{16,}");
        for (String id : List.of(
                "",
                ".",
                "..",
                "../../x",
                "0".repeat(32),
                "00000000-0000-0000-0000-000000000000",
                "a\u0000b",
                "%2e%2e",
                "x\ny",
                "x".repeat(5000))) {
            refuses(Kind.NOT_FOUND, () -> app().upload(id).close());
            refuses(Kind.NOT_FOUND, () -> app().cancelUpload(id));
        }
    }

    @Test
    void anUploadThatIsWrittenIsHeld() throws IOException {
        String id = app().beginUpload();
        try (ContentWriter writer = app().upload(id)) {
            append(writer, BYTES);
            assertThatThrownBy(() -> app().upload(id).close()).isInstanceOf(HeldException.class);
            assertThatThrownBy(() -> writable(reopened(), APP).upload(id).close())
                    .isInstanceOf(HeldException.class);
            writer.commit(0, sha256(BYTES), Map.of());
        }
    }

    @Test
    void anUploadIsOverWhenItIsCommitted() throws IOException {
        String id = app().beginUpload();
        try (ContentWriter writer = app().upload(id)) {
            append(writer, BYTES);
            writer.commit(0, sha256(BYTES), Map.of());
        }
        refuses(Kind.NOT_FOUND, () -> app().upload(id).close());
        refuses(Kind.NOT_FOUND, () -> app().cancelUpload(id));
        assertThat(has(app(), sha256(BYTES))).isTrue();
    }

    @Test
    void theWrongDigestIsRefusedAndTheUploadStays() throws IOException {
        String id = app().beginUpload();
        Digest wrong = sha256(new byte[] {1});
        try (ContentWriter writer = app().upload(id)) {
            append(writer, BYTES);
            refuses(Kind.FAILED_PRECONDITION, () -> writer.commit(0, wrong, Map.of()));
            refuses(Kind.FAILED_PRECONDITION, () -> writer.commit(1, sha256(BYTES), Map.of()));
        }
        assertThat(has(app(), wrong)).isFalse();
        assertThat(has(app(), sha256(BYTES))).isFalse();
        try (ContentWriter writer = app().upload(id)) {
            assertThat(writer.status().offset()).isEqualTo(BYTES.length);
            writer.truncate(0);
            append(writer, BYTES);
            writer.commit(0, sha256(BYTES), Map.of());
        }
        assertThat(read(app().content(), layerOf(BYTES))).isEqualTo(BYTES);
    }

    @Test
    void aCancelledUploadIsGone() throws IOException {
        String id = app().beginUpload();
        try (ContentWriter writer = app().upload(id)) {
            append(writer, BYTES);
        }
        app().cancelUpload(id);
        refuses(Kind.NOT_FOUND, () -> app().upload(id).close());
        refuses(Kind.NOT_FOUND, () -> app().cancelUpload(id));
        String untouched = app().beginUpload();
        app().cancelUpload(untouched);
        refuses(Kind.NOT_FOUND, () -> app().upload(untouched).close());
    }

    @Test
    void anUploadIsCancelledWhileItIsWritten() throws IOException {
        String id = app().beginUpload();
        try (ContentWriter writer = app().upload(id)) {
            append(writer, BYTES);
            app().cancelUpload(id);
            assertThatThrownBy(() -> {
                        append(writer, BYTES);
                        writer.commit(0, null, Map.of());
                    })
                    .isInstanceOf(IOException.class);
        }
        refuses(Kind.NOT_FOUND, () -> app().upload(id).close());
        assertThat(has(app(), sha256(BYTES))).isFalse();
    }

    @Test
    void aBlobIsMountedFromARepositoryThatHasIt() throws IOException {
        upload(app(), BYTES);
        assertThat(other().mount(sha256(BYTES), app())).isTrue();
        assertThat(other().mount(sha256(BYTES), found(repositories(), APP))).isTrue();
        assertThat(read(other().content(), layerOf(BYTES))).isEqualTo(BYTES);
        assertThat(writable(repositories(), "docker.io/library/third").mount(sha256(new byte[] {1}), app()))
                .isFalse();
        assertThat(has(app(), sha256(BYTES))).isTrue();
    }

    @Test
    void aBlobIsNotMountedFromARepositoryThatHasItNot() throws IOException {
        upload(app(), BYTES);
        upload(other(), new byte[] {1});
        WritableRepository third = writable(repositories(), "docker.io/library/third");
        assertThat(third.mount(sha256(BYTES), other())).isFalse();
        assertThat(has(third, sha256(BYTES))).isFalse();
    }

    @Test
    void aBlobOfAnImageIsMountedToo() throws IOException {
        Descriptor image = image(1);
        push(app(), image, "v1");
        for (Digest digest : blobs.digests()) {
            assertThat(other().mount(digest, found(repositories(), APP))).isTrue();
            assertThat(has(other(), digest)).isTrue();
        }
    }

    @Test
    void anImageThatWasPushedIsRead() throws IOException {
        Descriptor image = image(2);
        push(app(), image, "v1", "v2");
        for (Repositories place : List.of(repositories(), reopened())) {
            Repository app = found(place, APP);
            assertThat(app.find("v1").map(WritableRepositoryContract::bare)).contains(bare(image));
            assertThat(app.find("v2").map(WritableRepositoryContract::bare)).contains(bare(image));
            assertThat(app.find(image.digest().toString()).map(WritableRepositoryContract::bare))
                    .contains(bare(image));
            assertThat(app.tags("", 10)).containsExactly("v1", "v2");
            assertThat(read(app.content(), image)).isEqualTo(blobs.bytes(image.digest()));
            assertThat(place.names(null, 10)).containsExactly(APP);
        }
    }

    @Test
    void aManifestThatWasPushedByDigestHasNoTag() throws IOException {
        Descriptor image = image(1);
        push(app(), image);
        push(app(), image);
        Repository app = found(reopened(), APP);
        assertThat(app.find(image.digest().toString()).map(WritableRepositoryContract::bare))
                .contains(bare(image));
        assertThat(app.tags("", 10)).isEmpty();
    }

    @Test
    void aTagMovesAndWhatHadItStays() throws IOException {
        Descriptor first = image(1);
        Descriptor second = image(2);
        push(app(), first, "latest");
        push(app(), second, "latest", "v2");
        Repository app = found(repositories(), APP);
        assertThat(app.find("latest").orElseThrow().digest()).isEqualTo(second.digest());
        assertThat(app.find(first.digest().toString())).isPresent();
        assertThat(app.tags("", 10)).containsExactly("latest", "v2");
        push(app(), first, "latest");
        assertThat(app.find("latest").orElseThrow().digest()).isEqualTo(first.digest());
        assertThat(app.find("v2").orElseThrow().digest()).isEqualTo(second.digest());
    }

    @Test
    void anIndexMayBeSparse() throws IOException {
        Descriptor there = anImageIn(blobs).withLayers(1).build();
        Descriptor absent = Descriptor.of(MediaTypes.OCI_MANIFEST, sha256(new byte[] {5}), 500);
        Descriptor index = anIndexIn(blobs).of(there, absent).build();
        push(app(), index, "v1");
        Repository app = found(repositories(), APP);
        assertThat(app.find("v1").orElseThrow().digest()).isEqualTo(index.digest());
        assertThat(has(app, there.digest())).isTrue();
        assertThat(has(app, absent.digest())).isFalse();
    }

    @Test
    void aRepositoryShowsNothingOfAnImageInAnother() throws IOException {
        Descriptor image = image(2);
        push(app(), image, "v1");
        upload(other(), BYTES);
        for (Digest digest : blobs.digests()) {
            assertThat(has(other(), digest)).isFalse();
            assertThat(other().find(digest.toString())).isEmpty();
        }
        assertThat(other().find("v1")).isEmpty();
        assertThat(other().tags("", 10)).isEmpty();
    }

    @Test
    void aTagIsDeletedAndWhatItNamedStays() throws IOException {
        Descriptor image = image(1);
        push(app(), image, "v1", "v2");
        assertThat(app().deleteTag("v1")).isTrue();
        assertThat(app().deleteTag("v1")).isFalse();
        assertThat(app().deleteTag("no/tag:at all")).isFalse();
        assertThat(app().deleteTag(image.digest().toString())).isFalse();
        assertThat(app().tags("", 10)).containsExactly("v2");
        assertThat(app().deleteTag("v2")).isTrue();
        assertThat(app().find(image.digest().toString())).isPresent();
        assertThat(found(reopened(), APP).find(image.digest().toString())).isPresent();
    }

    @Test
    void aManifestIsDeletedWithItsTagsHereAlone() throws IOException {
        Descriptor image = image(1);
        Descriptor staying = image(2);
        push(app(), image, "v1", "v2");
        push(app(), staying, "v3");
        push(other(), image, "v1");
        assertThat(app().deleteManifest(image.digest())).isTrue();
        assertThat(app().deleteManifest(image.digest())).isFalse();
        assertThat(app().find(image.digest().toString())).isEmpty();
        assertThat(app().find("v1")).isEmpty();
        assertThat(app().tags("", 10)).containsExactly("v3");
        assertThat(app().find("v3").orElseThrow().digest()).isEqualTo(staying.digest());
        Repository other = found(reopened(), OTHER);
        assertThat(other.find("v1").orElseThrow().digest()).isEqualTo(image.digest());
        assertThat(read(other.content(), image)).isEqualTo(blobs.bytes(image.digest()));
        push(app(), image, "v1");
        assertThat(app().find("v1").orElseThrow().digest()).isEqualTo(image.digest());
    }

    /** An index would be left with a hole that nobody asked for. */
    @Test
    void aManifestOfAnIndexIsDeletedAfterTheIndex() throws IOException {
        Descriptor child = anImageIn(blobs).withLayers(1).build();
        Descriptor index = anIndexIn(blobs).of(child).build();
        for (Digest digest : blobs.digests()) {
            if (!digest.equals(child.digest()) && !digest.equals(index.digest())) {
                upload(app(), digest, blobs.bytes(digest));
            }
        }
        put(app(), child);
        put(app(), index, "v1");
        refuses(Kind.FAILED_PRECONDITION, () -> app().deleteManifest(child.digest()));
        assertThat(app().find(child.digest().toString())).isPresent();
        assertThat(app().deleteManifest(index.digest())).isTrue();
        assertThat(app().deleteManifest(child.digest())).isTrue();
        assertThat(app().find(child.digest().toString())).isEmpty();
    }

    @Test
    void aBlobIsDeletedHereAlone() throws IOException {
        upload(app(), BYTES);
        assertThat(other().mount(sha256(BYTES), app())).isTrue();
        assertThat(app().deleteBlob(sha256(BYTES))).isTrue();
        assertThat(app().deleteBlob(sha256(BYTES))).isFalse();
        assertThat(has(app(), sha256(BYTES))).isFalse();
        assertThat(read(other().content(), layerOf(BYTES))).isEqualTo(BYTES);
        assertThat(other().deleteBlob(sha256(BYTES))).isTrue();
        assertThat(has(other(), sha256(BYTES))).isFalse();
        upload(app(), BYTES);
        assertThat(read(app().content(), layerOf(BYTES))).isEqualTo(BYTES);
    }

    @Test
    void aBlobOfAnImageIsNotDeleted() throws IOException {
        Descriptor image = image(1);
        push(app(), image, "v1");
        push(other(), image, "v1");
        for (Digest digest : blobs.digests()) {
            if (!digest.equals(image.digest())) {
                refuses(Kind.FAILED_PRECONDITION, () -> app().deleteBlob(digest));
                assertThat(has(app(), digest)).isTrue();
            }
        }
        assertThat(app().deleteManifest(image.digest())).isTrue();
        for (Digest digest : blobs.digests()) {
            if (!digest.equals(image.digest())) {
                assertThat(app().deleteBlob(digest)).isTrue();
                assertThat(has(app(), digest)).isFalse();
                assertThat(has(other(), digest)).isTrue();
            }
        }
    }

    @Test
    void referrersMayComeBeforeTheirSubject() throws IOException {
        Descriptor image = image(1);
        Descriptor referrer = anImageIn(blobs)
                .withLayer(new byte[] {1, 2, 3})
                .about(image)
                .ofArtifactType("application/vnd.example.signature")
                .annotated("org.example.key", "value")
                .build()
                .withPlatform(null);
        for (Digest digest : blobs.digests()) {
            if (!Set.of(image.digest(), referrer.digest()).contains(digest)) {
                upload(app(), digest, blobs.bytes(digest));
            }
        }
        assertThat(app().referrers(image)).isEmpty();
        put(app(), referrer);
        Descriptor expected = bare(referrer)
                .withArtifactType("application/vnd.example.signature")
                .withAnnotation("org.example.key", "value");
        assertThat(app().referrers(image)).containsExactly(expected);
        put(app(), image, "v1");
        assertThat(app().referrers(image)).containsExactly(expected);
        assertThat(found(reopened(), APP).referrers(image)).containsExactly(expected);
        push(other(), image, "v1");
        assertThat(other().deleteManifest(referrer.digest())).isFalse();
        assertThat(other().referrers(image)).isEmpty();
        assertThat(app().deleteManifest(referrer.digest())).isTrue();
        assertThat(app().referrers(image)).isEmpty();
    }

    @Test
    void worksWithOtherDigestsThanSha256() throws IOException {
        assumeTrue(takesOtherDigests(), "skipped: the place takes sha256 alone");
        Descriptor image = anImageIn(blobs)
                .by(DigestAlgorithm.SHA512)
                .withLayers(1)
                .build()
                .withPlatform(null);
        push(app(), image, "v1");
        Repository app = found(reopened(), APP);
        assertThat(app.find(image.digest().toString())).isPresent();
        for (Digest digest : blobs.digests()) {
            assertThat(read(app.content(), Descriptor.of(MediaTypes.OCTET_STREAM, digest, blobs.bytes(digest).length)))
                    .isEqualTo(blobs.bytes(digest));
        }
        assertThat(app().deleteManifest(image.digest())).isTrue();
        assertThat(app().find("v1")).isEmpty();
    }

    @Test
    void refusesToMakeARepositoryOfAnImpossibleName() throws IOException {
        for (String name :
                List.of("..", "a/../b", "a//b", "/a", "a/", "a/B", "a:b", "a@b", "a b", "a\u0000b", "x".repeat(5000))) {
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> repositories()
                    .writable(name));
        }
    }

    @Test
    void listsManyTagsInPages() throws IOException {
        Descriptor image = image(1);
        push(app(), image);
        List<String> tags =
                IntStream.range(0, 50).mapToObj(n -> String.format("t%03d", n)).toList();
        put(app(), image, tags.toArray(String[]::new));
        assertThat(app().tags("", 1000)).isEqualTo(tags);
        assertThat(app().tags("t009", 7)).isEqualTo(tags.subList(10, 17));
        assertThat(app().tags("t048", 7)).containsExactly("t049");
        assertThat(app().tags("t049", 7)).isEmpty();
        assertThat(app().tags("t0095", 1)).containsExactly("t010");
    }

    @Test
    void severalPushAtOnce() throws IOException {
        List<Descriptor> images = IntStream.range(1, 7)
                .mapToObj(n -> anImageIn(blobs)
                        .withLayer(ImageBuilder.noise(n, 50))
                        .build()
                        .withPlatform(null))
                .toList();
        WritableRepository here = app();
        WritableRepository there = writable(reopened(), APP);
        try (TaskScope scope = TaskScope.open("push", 4)) {
            for (int i = 0; i < images.size(); i++) {
                int number = i;
                scope.fork(() -> put(number % 2 == 0 ? here : there, images.get(number), "t" + number, "latest"));
            }
            scope.join();
        }
        Repository app = found(repositories(), APP);
        for (int i = 0; i < images.size(); i++) {
            assertThat(app.find("t" + i).orElseThrow().digest())
                    .isEqualTo(images.get(i).digest());
            assertThat(app.find(images.get(i).digest().toString())).isPresent();
        }
        assertThat(images)
                .extracting(Descriptor::digest)
                .contains(app.find("latest").orElseThrow().digest());
    }
}
