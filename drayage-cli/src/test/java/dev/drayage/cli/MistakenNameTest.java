package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.place.PlaceName;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** What users of other tools write where the name of an image belongs. */
class MistakenNameTest {
    private static final String PLACES =
            "; places are oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:REF],"
                    + " docker://REF, registry-storage:DIR[:REPO:TAG], containerd:[NAME], containerd-root:DIR[:NAME]"
                    + " and NAME in the local store";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alpine",
                "alpine:3.20",
                "name:tag",
                "a/b:c",
                "localhost:5000/x",
                "localhost:5000/x:v1",
                "host:5000/name",
                "contained:5000/name",
                "registry.example/app.tar:v1",
                "registry.example/team/dir:v1",
                "docker.io/library/dir:v1",
                "registry:2",
                "locker:v1",
                "api:v1",
                "cli:latest",
                "air:v1",
                "go:1.22",
                "busybox@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "import-2026-11-27@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            })
    void whatIsANameStaysOne(String text) {
        assertThat(PlaceNames.parse(text)).isEqualTo(new PlaceName(PlaceNames.STORE, "", text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "dir:images | and skopeo's directories are not read or written, a layout in a directory is oci:images;",
                "dir:/a/b | is oci:/a/b;",
                "DIR:images | begins with DIR:, and skopeo's directories are not read or written",
                "docker-daemon:alpine:latest | docker-archive:FILE, with docker save -o FILE or docker load -i FILE",
                "containers-storage:alpine | oci-archive:FILE, with podman save --format oci-archive",
                "ocidir:images:v1 | a layout in a directory is oci:images:v1",
                "ocidir://images:v1 | a layout in a directory is oci:images:v1",
                "oci-layout:images | a layout in a directory is oci:images",
                "oci-layout://images | a layout in a directory is oci:images",
                "oci-dir:images | a layout in a directory is oci:images",
                "oci-tar:a.tar | an archive in a file is oci-archive:a.tar",
                "docker-tar:a.tar | what docker save writes is docker-archive:a.tar",
                "tarball:a.tar | nothing of that kind is read or written",
                "ostree:x@/y | nothing of that kind is read or written",
                "sif:x.sif | nothing of that kind is read or written",
                "docker-image://alpine | an image in a registry is docker://alpine",
                "docker-archve:a.tar | is no kind of place; did you mean docker-archive:a.tar?",
                "docker_archive:a.tar | did you mean docker-archive:a.tar?",
                "ociarchive:a.tar | did you mean oci-archive:a.tar?",
                "Oci-Archive:a.tar | did you mean oci-archive:a.tar?",
                "oci-archives:a.tar | did you mean oci-archive:a.tar?",
                "OCI:images | did you mean oci:images?",
                "ocii:images | is no kind of place; a layout in a directory is oci:images;",
                "oic:images | did you mean oci:images?",
                "dokcer://alpine | did you mean docker://alpine?",
                "Docker://alpine | did you mean docker://alpine?",
                "conatinerd:app | did you mean containerd:app?",
                "containerd-rot:/x | did you mean containerd-root:/x?",
                "docker-deamon:app | no daemon is spoken to",
                "http://localhost:5000/app | an image in a registry is docker://localhost:5000/app with --plain-http",
                "https://registry.example/app:v1 | an image in a registry is docker://registry.example/app:v1",
                "HTTPS://registry.example/app/ | an image in a registry is docker://registry.example/app;",
                "s3://bucket/app | begins with s3://, which is no kind of place",
                "file:///a/image.tar | write oci-archive:/a/image.tar or docker-archive:/a/image.tar"
            })
    void theWordOfAnotherToolIsRefusedWithTheRightForm(String text, String told) {
        assertThatThrownBy(() -> PlaceNames.parse(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("'" + text + "' ")
                .hasMessageContaining(told)
                .hasMessageContaining(PLACES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dir:v1 | docker.io/library/dir:v1",
                "container:v1 | docker.io/library/container:v1",
                "new.tar | docker.io/library/new.tar:latest",
                "new.tar:v1 | docker.io/library/new.tar:v1"
            })
    void aNameThatWasMeantAfterAllIsToldHowToWrite(String text, String name) {
        assertThatThrownBy(() -> PlaceNames.parse(text))
                .hasMessageEndingWith("; a stored image of that name is " + name);
        assertThat(PlaceNames.parse(name).image()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "new.tar | write oci-archive:new.tar or docker-archive:new.tar",
                "new.tar:v1 | write oci-archive:new.tar:v1 or docker-archive:new.tar:v1",
                "out/new.tar.gz | write oci-archive:out/new.tar.gz or",
                "image.tgz | write oci-archive:image.tgz or",
                "/nowhere | write oci:/nowhere for a layout, oci-archive:/nowhere or",
                "./images:v1 | write oci:./images:v1 for a layout",
                "../images | write oci:../images for a layout",
                "~/images | write oci:~/images for a layout",
                "C:\\images | write oci:C:\\images for a layout",
                "C:/images/a.tar | write oci",
                "a\\b | write oci:a\\b for a layout"
            })
    void aPathIsRefusedWithTheRightForm(String text, String told) {
        assertThatThrownBy(() -> PlaceNames.parse(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("'" + text + "' is a path, not the name of an image; ")
                .hasMessageContaining(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the name of an image is not empty",
                "sha256:abcd | is a digest, which follows the name of a place or an image: NAME@sha256:abcd",
                "docker:alpine | lacks the two slashes; write docker://alpine; a stored image of that name is"
                        + " docker.io/library/docker:alpine",
                "docker:/alpine | lacks the two slashes; write docker://alpine",
                "docker:///alpine | has / too much; write docker://alpine",
                "docker://docker://alpine | has docker:// too much; write docker://alpine",
                "docker://https://r.example/a | has https:// too much; write docker://r.example/a",
                "oci://r.example/chart | has slashes after the colon, where a path begins; write oci:r.example/chart, or"
                        + " docker://r.example/chart for a registry",
                "oci-archive://a.tar | write oci-archive:a.tar, or docker://a.tar for a registry"
            })
    void whatIsNearlyANameIsToldToo(String text, String told) {
        assertThatThrownBy(() -> PlaceNames.parse(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining(told);
    }

    @Test
    void anExistingFileOrDirectoryIsLookedAt() throws IOException {
        Path layout = directory.resolve("layout");
        PackagedCommand.copy(Fixtures.hello(), layout);
        Path archive = directory.resolve("archive");
        dray("export", "oci:" + layout, "-o", archive).requireSuccess();
        Path packed = directory.resolve("packed");
        Peers.require("sh").run("-c", "gzip <" + archive + " >" + packed).requireSuccess();
        Path saved = directory.resolve("saved");
        dray("copy", "oci:" + layout, "docker-archive:" + saved, "--platform", "linux/amd64")
                .requireSuccess();
        Path root = Files.createDirectories(directory.resolve("root"));
        Files.createDirectory(root.resolve("io.containerd.content.v1.content"));
        Path other = Files.writeString(directory.resolve("other"), "text");

        rejected(layout, "write oci:" + layout);
        rejected(layout + ":latest", "write oci:" + layout + ":latest");
        rejected(archive, "write oci-archive:" + archive);
        rejected(packed, "write oci-archive:" + packed);
        rejected(saved, "write docker-archive:" + saved);
        rejected(saved + ":app:v1", "write docker-archive:" + saved + ":app:v1");
        rejected(root, "write containerd-root:" + root);
        rejected(other, "and that file is no archive of images");
    }

    private static void rejected(Object name, String told) {
        for (Invocation run : new Invocation[] {
            dray("ls", name),
            dray("inspect", name),
            dray("export", name, "-o", "-"),
            dray("copy", name, "oci:x"),
            dray("copy", "oci:" + Fixtures.hello(), name),
            dray("rm", name),
            dray("tag", "a", name)
        }) {
            assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.USAGE);
            assertThat(run.message())
                    .contains("'" + name + "' is a path, not the name of an image; " + told + "; see ");
        }
    }

    @Test
    void aDestinationIsRefusedBeforeAnythingIsWritten() throws IOException {
        Path store = directory.resolve("store");
        for (String name :
                new String[] {"dir:out", "docker-daemon:app", "new.tar", "docker-archve:x.tar", "http://h/a"}) {
            Invocation run = dray("copy", "oci:" + Fixtures.hello(), name, "--root", store);

            assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.USAGE);
            assertThat(run.message()).contains("'" + name + "' ");
        }
        assertThat(store).doesNotExist();
    }

    @Test
    void importTakesPathsButNoWordsOfOtherTools() {
        assertThat(PlaceNames.ofFile("image.tar:v1")).isEqualTo(new PlaceName(PlaceNames.ARCHIVE, "image.tar", "v1"));
        assertThatThrownBy(() -> PlaceNames.ofFile("dir:images")).hasMessageContaining("is oci:images");
        assertThatThrownBy(() -> PlaceNames.ofFile("docker-archve:a.tar"))
                .hasMessageContaining("did you mean docker-archive:a.tar?");
        assertThatThrownBy(() -> PlaceNames.ofFile("https://r.example/a")).hasMessageContaining("docker://r.example/a");
    }
}
