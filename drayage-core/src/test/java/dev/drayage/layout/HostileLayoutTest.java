package dev.drayage.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentWriter;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layouts in which somebody laid links and FIFOs where something is to be written: nothing outside changes. */
class HostileLayoutTest {
    private static final byte[] CONTENT = ImageBuilder.noise(7, 1000);
    private static final Descriptor BLOB =
            Descriptor.of(MediaTypes.OCTET_STREAM, Digest.compute(DigestAlgorithm.SHA256, CONTENT), CONTENT.length);
    private static final String REF = "blob";

    @TempDir
    private Path directory;

    private Path layout;
    private Path victim;
    private Path elsewhere;

    @BeforeEach
    void makeLayout() throws IOException {
        layout = directory.resolve("layout");
        WritableLayout.open(layout).close();
        store();
        victim = Files.writeString(directory.resolve("victim"), "secret");
        elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("kept"), "kept");
    }

    private void store() throws IOException {
        try (WritableLayout open = WritableLayout.open(layout);
                ContentWriter writer = open.ingester().writer(REF, BLOB);
                Blob blob = Blob.ofBytes(CONTENT)) {
            writer.write(
                    blob,
                    writer.status().offset(),
                    CONTENT.length - writer.status().offset());
            writer.commit(CONTENT.length, BLOB.digest(), Map.of());
        }
    }

    private Path blob() {
        return layout.resolve(BlobPaths.path(BLOB.digest()));
    }

    private static void remove(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (var entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    remove(entry);
                }
            }
        }
        Files.deleteIfExists(path);
    }

    private void assertRefused(String name) throws IOException {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> WritableLayout.open(layout))
                .withMessageContaining(" is not written to: " + name + " is not a ")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION));
        assertUntouched();
    }

    private void assertUntouched() throws IOException {
        assertThat(victim).hasContent("secret");
        try (var entries = Files.list(elsewhere)) {
            assertThat(entries).containsExactly(elsewhere.resolve("kept"));
        }
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.json", "oci-layout", ".dray/locks"})
    void aLinkInThePlaceOfAFileIsRefused(String name) throws IOException {
        for (Path target : new Path[] {victim, directory.resolve("nowhere"), elsewhere}) {
            remove(layout.resolve(name));
            Files.createSymbolicLink(layout.resolve(name), target);
            assertRefused(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blobs", "blobs/sha256", "blobs/sha512", ".dray", ".dray/ingest"})
    void aLinkInThePlaceOfADirectoryIsRefused(String name) throws IOException {
        for (Path target : new Path[] {elsewhere, directory.resolve("nowhere"), victim}) {
            remove(layout.resolve(name));
            Files.createSymbolicLink(layout.resolve(name), target);
            assertRefused(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.json", "oci-layout", ".dray/locks", "blobs", ".dray"})
    void aFifoIsRefusedAndNotWaitedFor(String name) throws IOException {
        remove(layout.resolve(name));
        Peers.require("mkfifo").run(layout.resolve(name).toString()).requireSuccess();

        assertRefused(name);
    }

    @Test
    void aLinkInThePlaceOfABlobMakesRoomForIt() throws IOException {
        Files.write(victim, CONTENT);
        remove(blob());
        Files.createSymbolicLink(blob(), victim);
        store();
        assertThat(blob()).isRegularFile().hasBinaryContent(CONTENT);
        assertThat(Files.isSymbolicLink(blob())).isFalse();

        remove(blob());
        Peers.require("mkfifo").run(blob().toString()).requireSuccess();
        store();
        assertThat(blob()).isRegularFile();
        assertThat(victim).hasBinaryContent(CONTENT);
    }

    /** An ingest of the blob that was left when it had ten bytes. */
    private Path unfinished() throws IOException {
        Files.delete(blob());
        try (WritableLayout open = WritableLayout.open(layout);
                ContentWriter writer = open.ingester().writer(REF, BLOB);
                Blob blob = Blob.ofBytes(CONTENT)) {
            writer.write(blob, 0, 10);
        }
        try (var ingests = Files.list(layout.resolve(".dray/ingest"))) {
            return ingests.findFirst().orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "ref", "total", "expected", "startedat", "updatedat"})
    void whatLiesInThePlaceOfAFileOfAnIngestHasItStartedAgain(String name) throws IOException {
        for (String kind : new String[] {"link", "hard link", "fifo"}) {
            Path file = unfinished().resolve(name);
            String text = name.equals("data") ? "" : Files.readString(file, StandardCharsets.UTF_8);
            Files.delete(file);
            switch (kind) {
                case "link" -> Files.createSymbolicLink(file, Files.writeString(victim, "secret" + text));
                case "hard link" -> Files.createLink(file, Files.writeString(victim, "secret" + text));
                default -> Peers.require("mkfifo").run(file.toString()).requireSuccess();
            }

            store();

            assertThat(blob()).isRegularFile().hasBinaryContent(CONTENT);
            assertThat(victim).content().startsWith("secret");
            Files.writeString(victim, "secret");
        }
    }

    @Test
    void aLinkInThePlaceOfAnIngestIsRemovedAndWhatItLeadsToKept() throws IOException {
        Path ingest = unfinished();
        remove(ingest);
        Files.createSymbolicLink(ingest, elsewhere);

        store();

        assertThat(blob()).hasBinaryContent(CONTENT);
        assertUntouched();
    }
}
