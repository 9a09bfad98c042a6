package dev.drayage.storage;

import static dev.drayage.testkit.ContentWrites.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.bucket.OpenUpload;
import dev.drayage.bucket.PartUpload;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.repository.WritableRepository;
import dev.drayage.storage.directory.DirectoryBucket;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.bucket.FaultyBucket;
import dev.drayage.testkit.bucket.FaultyBucket.When;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs of more than one part. */
class StorageBlobsTest {
    private static final byte[] BYTES = ImageBuilder.noise(7, (20 << 20) + 5);
    private static final Digest DIGEST = sha256(BYTES);

    @TempDir
    private Path directory;

    private RegistryStorage storage;

    @BeforeEach
    void open() throws IOException {
        storage = new RegistryStorage(DirectoryBucket.open(directory), "registry-storage:" + directory);
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
    }

    private WritableRepository app() throws IOException {
        return StorageRepositories.writing(storage, InstantSource.system())
                .writable("registry.localhost/app")
                .orElseThrow();
    }

    private void assertStored(Digest digest) {
        assertThat(directory.resolve(RegistryKeys.blob(digest))).hasBinaryContent(BYTES);
    }

    private static Descriptor layer(Digest digest) {
        return Descriptor.of(MediaTypes.OCI_LAYER, digest, BYTES.length);
    }

    @Test
    void aBlobIsNotThereBeforeItsDigestIsRight() throws IOException {
        try (ContentWriter writer = new StorageIngester(storage).writer("ref", layer(DIGEST))) {
            writer.write(Blob.ofBytes(BYTES), 0, BYTES.length);
            assertThat(storage.content().info(DIGEST)).isEmpty();
            writer.commit(BYTES.length, DIGEST, Map.of());
        }
        assertStored(DIGEST);
        try (Stream<Path> left = Files.walk(directory)) {
            assertThat(left.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void wrongBytesLeaveNothing() throws IOException {
        Digest other = sha256(new byte[] {1});
        try (ContentWriter writer = new StorageIngester(storage).writer("ref", layer(other))) {
            writer.write(Blob.ofBytes(BYTES), 0, BYTES.length);
            assertThatThrownBy(() -> writer.commit(BYTES.length, other, Map.of()))
                    .isInstanceOf(DigestMismatchException.class);
            writer.truncate(0);
            writer.write(ByteBuffer.wrap(BYTES, 0, 10));
        }
        storage.close();
        try (Stream<Path> left = Files.walk(directory)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void anUploadOfSeveralPartsGoesOnInTheSameProgram() throws IOException {
        WritableRepository app = app();
        String id = app.beginUpload();
        int[] cuts = {0, 3, 9 << 20, 17 << 20, BYTES.length};
        for (int i = 1; i < cuts.length; i++) {
            try (ContentWriter writer = app.upload(id)) {
                assertThat(writer.status().offset()).isEqualTo(cuts[i - 1]);
                writer.write(ByteBuffer.wrap(Arrays.copyOfRange(BYTES, cuts[i - 1], cuts[i])));
            }
        }
        try (ContentWriter writer = app.upload(id)) {
            assertThat(writer.digest()).isEqualTo(DIGEST);
            writer.commit(0, DIGEST, Map.of());
        }
        assertStored(DIGEST);
        assertThat(directory.resolve(RegistryKeys.uploads("app"))).doesNotExist();
    }

    @Test
    void anUploadOfSeveralPartsGoesOnInAnother() throws IOException {
        String id = app().beginUpload();
        try (ContentWriter writer = app().upload(id)) {
            writer.write(ByteBuffer.wrap(BYTES, 0, 10 << 20));
        }
        WritableRepository again = app();
        try (ContentWriter writer = again.upload(id)) {
            writer.write(ByteBuffer.wrap(BYTES, 10 << 20, BYTES.length - (10 << 20)));
            assertThatThrownBy(() -> writer.commit(0, sha256(new byte[] {1}), Map.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has the digest " + DIGEST);
        }
        assertThat(storage.content().info(DIGEST)).isEmpty();
        try (ContentWriter writer = app().upload(id)) {
            assertThat(writer.status().offset()).isEqualTo(BYTES.length);
            writer.commit(0, DIGEST, Map.of());
        }
        assertStored(DIGEST);
    }

    @Test
    void partsBehindOneThatTheirWriterDiedBeforeAreNotOfTheBlob() throws IOException {
        String id = app().beginUpload();
        try (ContentWriter writer = app().upload(id)) {
            writer.write(ByteBuffer.wrap(BYTES, 0, 10 << 20));
        }
        String data = new UploadKeys("app", id).data();
        OpenUpload open = storage.bucket().openUploads(data).get(0);
        try (PartUpload parts = storage.bucket().resume(data, open.id())) {
            parts.put(3, Blob.ofBytes(new byte[8 << 20]));
            parts.put(5, Blob.ofBytes(new byte[8 << 20]));
        }
        try (ContentWriter writer = app().upload(id)) {
            assertThat(writer.status().offset()).isEqualTo(10 << 20);
            writer.write(ByteBuffer.wrap(BYTES, 10 << 20, BYTES.length - (10 << 20)));
            writer.commit(0, DIGEST, Map.of());
        }
        assertStored(DIGEST);
    }

    @Test
    void anUploadGoesOnBeforeThePartThatCouldNotBeWritten() throws IOException {
        FaultyBucket faulty = new FaultyBucket(DirectoryBucket.open(directory));
        WritableRepository app = StorageRepositories.writing(
                        new RegistryStorage(faulty, "registry-storage:" + directory), InstantSource.system())
                .writable("registry.localhost/app")
                .orElseThrow();
        String id = app.beginUpload();
        faulty.fail(1, "put part", key -> true, When.BEFORE);
        assertThatThrownBy(() -> {
                    try (ContentWriter writer = app.upload(id)) {
                        writer.write(ByteBuffer.wrap(BYTES));
                    }
                })
                .isInstanceOf(IOException.class);
        try (ContentWriter writer = app.upload(id)) {
            int from = (int) writer.status().offset();
            writer.write(ByteBuffer.wrap(BYTES, from, BYTES.length - from));
            writer.commit(0, DIGEST, Map.of());
        }
        assertStored(DIGEST);
    }

    @Test
    void anUploadMayHaveAnotherDigestThanSha256() throws IOException {
        Digest digest = Digest.compute(DigestAlgorithm.SHA512, BYTES);
        WritableRepository app = app();
        try (ContentWriter writer = app.upload(app.beginUpload())) {
            writer.write(ByteBuffer.wrap(BYTES));
            writer.commit(0, digest, Map.of());
        }
        assertStored(digest);
    }

    @Test
    void aTableKnowsWhatWasNoted() {
        DigestTable table = new DigestTable();
        Map<Digest, Integer> expected = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            Digest digest = sha256(Integer.toString(i % 9000).getBytes(StandardCharsets.US_ASCII));
            int flag = 1 << (i % 3);
            table.add(digest, flag);
            expected.merge(digest, flag, (one, other) -> one | other);
        }
        expected.forEach((digest, flags) -> assertThat(table.get(digest)).isEqualTo(flags));
        assertThat(table.get(DIGEST)).isZero();
    }
}
