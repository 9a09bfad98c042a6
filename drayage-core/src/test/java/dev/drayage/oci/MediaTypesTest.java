package dev.drayage.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypesTest {

    @ParameterizedTest
    @CsvSource({
        "application/vnd.oci.image.manifest.v1+json,                          manifest known",
        "application/vnd.docker.distribution.manifest.v2+json,                manifest docker known",
        "application/vnd.oci.image.index.v1+json,                             index known",
        "application/vnd.docker.distribution.manifest.list.v2+json,           index docker known",
        "application/vnd.oci.image.config.v1+json,                            config known",
        "application/vnd.docker.container.image.v1+json,                      config docker known",
        "application/vnd.oci.image.layer.v1.tar,                              layer known",
        "application/vnd.oci.image.layer.v1.tar+gzip,                         layer known",
        "application/vnd.oci.image.layer.v1.tar+zstd,                         layer known",
        "application/vnd.oci.image.layer.v1.tar+gzip+encrypted,               layer known",
        "application/vnd.oci.image.layer.v9.anything,                         layer known",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip,        layer nondistributable known",
        "application/vnd.docker.image.rootfs.diff.tar,                        layer docker known",
        "application/vnd.docker.image.rootfs.diff.tar.gzip,                   layer docker known",
        "application/vnd.docker.image.rootfs.diff.tar.zstd,                   layer docker known",
        "application/vnd.docker.image.rootfs.diff.tar.gzip+encrypted,         layer docker known",
        "application/vnd.docker.image.rootfs.foreign.diff.tar,                layer nondistributable docker known",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip,           layer nondistributable docker known",
        "application/vnd.docker.image.rootfs.foreign.something,               nondistributable docker",
        "application/vnd.erofs.layer.v1,                                      layer known",
        "application/vnd.in-toto+json,                                        known",
        "application/vnd.oci.empty.v1+json,                                   known",
        "application/vnd.containerd.container.criu.checkpoint.criu.tar,       known",
        "application/vnd.containerd.container.checkpoint.config.v1+proto,     known",
        "application/vnd.docker.distribution.manifest.v1+prettyjws,           docker",
        "application/vnd.oci.image.layer,                                     ''",
        "application/vnd.oci.artifact.manifest.v1+json,                       known",
        "Application/vnd.oci.image.manifest.v1+json,                          ''",
        "application/vnd.oci.image.manifest.v1+json;charset=utf-8,            ''",
        "application/vnd.cncf.helm.config.v1+json,                            ''",
        "'',                                                                  ''"
    })
    void takesEachTypeForWhatContainerdTakesItForAndOlderDraftsForDocuments(String mediaType, String expected) {
        Set<String> actual = new LinkedHashSet<>();
        add(actual, "manifest", MediaTypes.isManifest(mediaType));
        add(actual, "index", MediaTypes.isIndex(mediaType));
        add(actual, "config", MediaTypes.isConfig(mediaType));
        add(actual, "layer", MediaTypes.isLayer(mediaType));
        add(actual, "nondistributable", MediaTypes.isNonDistributable(mediaType));
        add(actual, "docker", MediaTypes.isDocker(mediaType));
        add(actual, "known", MediaTypes.isKnown(mediaType));
        assertThat(String.join(" ", actual)).isEqualTo(expected);
    }

    private static void add(Set<String> actual, String word, boolean holds) {
        if (holds) {
            actual.add(word);
        }
    }
}
