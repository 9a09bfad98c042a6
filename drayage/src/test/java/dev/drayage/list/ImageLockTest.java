package dev.drayage.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.platform.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLockTest {
    private static final Digest DIGEST = Digest.parse("sha256:" + "ab".repeat(32));

    @TempDir
    private Path directory;

    private static ImageLock lock(String platform) {
        Reference name = Reference.parse("r.example/app:v1");
        return ImageLock.of(null, List.of(new LockedImage(name, DIGEST, 5, List.of(platform))));
    }

    @Test
    void isNotWrittenWhereItCouldNotBeReadAgain() throws IOException {
        Path file = directory.resolve("app.lock");
        for (String platform : List.of("linux x/amd64", "linux\n/amd64", "")) {
            assertThatThrownBy(() -> lock(platform).write(file)).isInstanceOf(InvalidListException.class);
            assertThat(file).doesNotExist();
        }
        lock("linux/amd64").write(file);
        assertThat(ImageLock.parse(ListText.read(file.toString(), System.in)).text())
                .isEqualTo(lock("linux/amd64").text());
    }

    @Test
    void onePlatformThatAListChoseIsNotAllThatItWantsNow() throws IOException {
        Path file = directory.resolve("app.lock");
        lock("=linux/arm64").write(file);
        ImageLock read = ImageLock.parse(ListText.read(file.toString(), System.in));
        Reference name = Reference.parse("r.example/app:v1");

        assertThat(read.objection(new WantedImage(name, Platform.parse("linux/arm64"), "list:1")))
                .isEmpty();
        assertThat(read.objection(new WantedImage(name, null, "list:1")))
                .contains("the list wants all platforms of it, and the lock has only linux/arm64");
        assertThat(lock("linux/arm64").objection(new WantedImage(name, null, "list:1")))
                .as("an image of one platform is all that there is")
                .isEmpty();
    }
}
