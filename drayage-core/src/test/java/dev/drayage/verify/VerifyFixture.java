package dev.drayage.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.ContentInfo;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.verify.VerifyReport.Finding;
import dev.drayage.verify.VerifyReport.Finding.Kind;
import java.io.IOException;
import java.util.List;

/** Verifies images in memory. */
abstract class VerifyFixture {
    final MemoryContent content = new MemoryContent();

    VerifyReport verify(VerifyOptions options, Descriptor... images) throws IOException {
        List<ContentInfo> stored = content.digests().stream()
                .map(digest -> content.info(digest).orElseThrow())
                .toList();
        VerifyReport report = ImageVerification.verify(content, List.of(images), stored, options);
        assertThat(content.openBlobs()).as("all is closed").isZero();
        return report;
    }

    VerifyReport verify(Descriptor... images) throws IOException {
        return verify(VerifyOptions.defaults(), images);
    }

    /** Everything found, which must all be of one kind, about this. */
    static void assertFound(VerifyReport report, Kind kind, Descriptor about, String... parts) {
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.digest()).isEqualTo(about.digest());
            assertThat(finding.message()).contains(about.digest().toString()).contains(parts);
        });
        assertThat(report.isSound()).isEqualTo(kind == Kind.NOTE);
        assertThat(report.isCorrupt()).isEqualTo(kind == Kind.CORRUPT);
    }

    static void assertSound(VerifyReport report) {
        assertThat(report.findings()).extracting(Finding::message).isEmpty();
        assertThat(report.isSound()).isTrue();
        assertThat(report.isCorrupt()).isFalse();
        assertThat(report.unreferenced()).isEmpty();
    }
}
