package dev.drayage.packaging.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.packaging.sbom.PackageSbom.DisagreementException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PackageSbomTest {
    @TempDir
    Path directory;

    private Path maven;
    private Path app;
    private Path packed;

    @BeforeEach
    void make() throws Exception {
        app = Files.createDirectories(directory.resolve("app"));
        Files.createDirectories(app.resolve("lib"));
        jar(app.resolve("dray.jar"), "dev/drayage/Dray.class", "module-info.class");
        Path library =
                jar(app.resolve("lib/crate-1.0.jar"), "crate/Crate.class", "META-INF/versions/21/crate/Crate.class");
        packed = directory.resolve("drayage-1.0-linux-x64");
        Files.createDirectories(packed.resolve("lib/runtime"));
        Files.createDirectories(packed.resolve("share/doc/drayage"));
        jar(packed.resolve("lib/dray.jar"), "crate/Crate.class", "dev/drayage/Dray.class");
        Files.writeString(
                packed.resolve("lib/runtime/release"), "JAVA_VERSION=\"25.0.3\"\nMODULES=\"java.base java.sql\"\n");
        maven = Files.writeString(directory.resolve("maven.json"), """
                {
                  "bomFormat": "CycloneDX",
                  "metadata": {"component": {"bom-ref": "dray", "name": "drayage-cli", "version": "1.0"}},
                  "components": [{
                    "name": "crate", "version": "1.0", "bom-ref": "crate",
                    "hashes": [{"alg": "MD5", "content": "0"}, {"alg": "SHA-256", "content": "%s"}],
                    "licenses": [{"license": {"id": "MIT"}}]
                  }],
                  "dependencies": [{"ref": "dray", "dependsOn": ["crate"]}, {"ref": "crate"}]
                }
                """.formatted(HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(library)))));
    }

    @Test
    void namesTheRuntimeAndFilesOfDebian() throws Exception {
        Files.writeString(packed.resolve("share/doc/drayage/DEBIAN-PACKAGES"), "zlib1g 1:1.3.1+b1 arm64\n");

        JsonNode bill = JsonMapper.shared().readTree(bill());

        assertThat(bill.path("components")
                        .valueStream()
                        .map(component -> component.path("name").asString()))
                .containsExactly("crate", "OpenJDK", "zlib1g");
        JsonNode runtime = bill.at("/components/1");
        assertThat(runtime.path("version").asString()).isEqualTo("25.0.3");
        assertThat(runtime.at("/properties/0/value").asString()).isEqualTo("drayage-1.0-linux-x64");
        assertThat(runtime.at("/properties/1/value").asString()).isEqualTo("java.base java.sql");
        assertThat(bill.at("/components/2/purl").asString())
                .isEqualTo("pkg:deb/debian/zlib1g@1%3A1.3.1%2Bb1?arch=arm64");
        assertThat(bill.at("/dependencies/0/dependsOn").valueStream().map(JsonNode::asString))
                .containsExactly(
                        "crate",
                        runtime.path("bom-ref").asString(),
                        bill.at("/components/2/bom-ref").asString());
    }

    @Test
    void isTheSameEachTime() throws Exception {
        assertThat(bill()).isEqualTo(bill());
    }

    @Test
    void refusesALibraryThatIsNotNamed() throws Exception {
        Path other = jar(app.resolve("lib/barge-2.jar"), "barge/Barge.class");

        refuses(app.resolve("lib") + " holds " + other + ", which the bill does not name");
    }

    @Test
    void refusesALibraryThatIsMissing() throws Exception {
        Path library = app.resolve("lib/crate-1.0.jar");
        Files.delete(library);

        refuses(app.resolve("lib") + " lacks " + library + ", which the bill names");
    }

    @Test
    void refusesAnotherFileOfTheName() throws Exception {
        jar(app.resolve("lib/crate-1.0.jar"), "crate/Crate.class");

        assertThatThrownBy(this::bill)
                .isInstanceOf(DisagreementException.class)
                .hasMessageContaining("crate-1.0.jar has the SHA-256 ");
    }

    @Test
    void refusesALibraryWithoutALicence() throws Exception {
        Files.writeString(maven, Files.readString(maven).replace("{\"license\": {\"id\": \"MIT\"}}", ""));

        refuses("the bill names no licence of crate-1.0");
    }

    @Test
    void refusesAPackageWithOtherClasses() throws Exception {
        Path jar =
                jar(packed.resolve("lib/dray.jar"), "crate/Crate.class", "dev/drayage/Dray.class", "barge/Barge.class");
        refuses(jar + " has the class barge/Barge.class, of no library that the bill names");

        jar(jar, "dev/drayage/Dray.class");
        refuses(jar + " lacks the class crate/Crate.class, of a library that the bill names");
    }

    private byte[] bill() throws IOException, DisagreementException {
        return PackageSbom.make(maven, app, List.of(packed));
    }

    private void refuses(String message) {
        assertThatThrownBy(this::bill).isInstanceOf(DisagreementException.class).hasMessage(message);
    }

    private static Path jar(Path file, String... entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String entry : entries) {
                ZipEntry of = new ZipEntry(entry);
                of.setTime(0);
                zip.putNextEntry(of);
                zip.closeEntry();
            }
        }
        return file;
    }
}
