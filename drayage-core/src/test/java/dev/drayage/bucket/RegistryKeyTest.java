package dev.drayage.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.bucket.RegistryKey.Kind;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryKeyTest {
    private static final Digest DIGEST = Digest.compute(DigestAlgorithm.SHA256, new byte[0]);
    private static final String HEX = DIGEST.hex();

    @Test
    void keysAreThoseOfTheRegistry() {
        assertThat(RegistryKeys.blob(DIGEST)).isEqualTo("docker/registry/v2/blobs/sha256/e3/" + HEX + "/data");
        String repository = "docker/registry/v2/repositories/library/alpine/";
        assertThat(RegistryKeys.layer("library/alpine", DIGEST))
                .isEqualTo(repository + "_layers/sha256/" + HEX + "/link");
        assertThat(RegistryKeys.revision("library/alpine", DIGEST))
                .isEqualTo(repository + "_manifests/revisions/sha256/" + HEX + "/link");
        assertThat(RegistryKeys.current("library/alpine", "3.20"))
                .isEqualTo(repository + "_manifests/tags/3.20/current/link");
        assertThat(RegistryKeys.tagged("library/alpine", "3.20", DIGEST))
                .isEqualTo(repository + "_manifests/tags/3.20/index/sha256/" + HEX + "/link");
        assertThat(RegistryKeys.linkTo(DIGEST)).isEqualTo(DIGEST.toString().getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void whatAKeyIsOfIsTold(DigestAlgorithm algorithm) {
        Digest digest = Digest.compute(algorithm, new byte[0]);
        assertThat(RegistryKey.parse(RegistryKeys.blob(digest))).isEqualTo(new RegistryKey(Kind.BLOB, "", "", digest));
        assertThat(RegistryKey.parse(RegistryKeys.layer("a", digest)))
                .isEqualTo(new RegistryKey(Kind.LAYER, "a", "", digest));
        assertThat(RegistryKey.parse(RegistryKeys.revision("a/b/c", digest)))
                .isEqualTo(new RegistryKey(Kind.REVISION, "a/b/c", "", digest));
        assertThat(RegistryKey.parse(RegistryKeys.current("a", "current")))
                .isEqualTo(new RegistryKey(Kind.CURRENT, "a", "current", null));
        assertThat(RegistryKey.parse(RegistryKeys.tagged("a", "_index", digest)))
                .isEqualTo(new RegistryKey(Kind.HISTORY, "a", "_index", digest));
        assertThat(RegistryKey.parse(RegistryKeys.uploads("a/b") + "id/hashstates/sha256/0"))
                .isEqualTo(new RegistryKey(Kind.UPLOAD, "a/b", "id", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "docker",
                "docker/registry/v2/blobs/sha256/e3/x/data",
                "docker/registry/v2/blobs/sha256/e4/"
                        + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" + "/data",
                "docker/registry/v2/blobs/md5/e3/e3/data",
                "docker/registry/v2/repositories/a",
                "docker/registry/v2/repositories/_layers/sha256/x/link",
                "docker/registry/v2/repositories/a/_layers/sha256/x/link",
                "docker/registry/v2/repositories/a/_layers/sha256/link",
                "docker/registry/v2/repositories/a/_manifests/link",
                "docker/registry/v2/repositories/a/_manifests/tags/v1/current/data",
                "docker/registry/v2/repositories/a/_manifests/tags/v1/other/link",
                "docker/registry/v2/repositories/a/_uploads/id"
            })
    void whatTheRegistryDoesNotWriteIsForeign(String key) {
        assertThat(RegistryKey.parse(key).kind()).isEqualTo(Kind.FOREIGN);
    }
}
