package dev.drayage.packaging.central;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CentralBundleTest {
    private static final String POM = """
            <project>
              <groupId>dev.example</groupId>
              <artifactId>freight</artifactId>
              <version>1.0</version>
              <name>Freight</name>
              <description>Carries.</description>
              <url>https://example.dev</url>
              <licenses><license><name>Apache-2.0</name><url>https://example.dev/licence</url></license></licenses>
              <developers><developer><name>We</name><organization>Us</organization></developer></developers>
              <scm>
                <connection>scm:git:https://example.dev/freight.git</connection>
                <developerConnection>scm:git:https://example.dev/freight.git</developerConnection>
                <url>https://example.dev/freight</url>
              </scm>
              <dependencies>
                <dependency><groupId>dev.example</groupId><artifactId>crate</artifactId><version>1</version></dependency>
              </dependencies>
            </project>
            """;

    @TempDir
    Path repository;

    private Path directory;
    private Path pom;
    private Path jar;

    @BeforeEach
    void deploy() throws IOException {
        directory = Files.createDirectories(repository.resolve("dev/example/freight/1.0"));
        pom = Files.writeString(directory.resolve("freight-1.0.pom"), POM);
        jar = jar("freight-1.0.jar", "dev.example.freight");
        jar("freight-1.0-sources.jar", null);
        jar("freight-1.0-javadoc.jar", null);
        Files.writeString(directory.resolve("freight-1.0.pom.sha1"), "of Maven");
        Files.writeString(repository.resolve("dev/example/freight/maven-metadata.xml"), "<metadata/>");
    }

    @Test
    void holdsWhatIsPublishedWithItsChecksums() throws IOException {
        assertThat(refusals("1.0", false)).isEmpty();
        Path bundle = repository.resolveSibling("bundle.zip");

        CentralBundle.write(repository, bundle);

        try (ZipFile zip = new ZipFile(bundle.toFile())) {
            assertThat(zip.stream().map(entry -> entry.getName().replace("dev/example/freight/1.0/freight-1.0", "")))
                    .containsExactlyElementsOf(Stream.of("-javadoc.jar", "-sources.jar", ".jar", ".pom")
                            .flatMap(file ->
                                    Stream.of("", ".md5", ".sha1", ".sha256").map(file::concat))
                            .toList());
            byte[] sum = zip.getInputStream(zip.getEntry("dev/example/freight/1.0/freight-1.0.pom.md5"))
                    .readAllBytes();
            assertThat(new String(sum, StandardCharsets.US_ASCII)).matches("[0-9a-f]{32}");
        }
    }

    @Test
    void isTheSameWheneverItIsWritten() throws IOException {
        Path first = repository.resolveSibling("first.zip");
        Path second = repository.resolveSibling("second.zip");

        CentralBundle.write(repository, first);
        for (Path file : CentralBundle.published(repository)) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        }
        CentralBundle.write(repository, second);

        assertThat(second).hasSameBinaryContentAs(first);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    <name>Freight</name>        |                                 | has no name
                    <description>Carries.</description> |                         | has no description
                    <name>Apache-2.0</name>     |                                 | has no licenses/license/name
                    <name>We</name>             |                                 | has no developers/developer/name
                    <developerConnection>scm:git:https://example.dev/freight.git</developerConnection> | | has no scm/developerConnection
                    <version>1.0</version>      | <version>1.1</version>          | is of dev.example:freight-1.1, and lies where that of dev.example:freight-1.0 does
                    <name>Freight</name>        | <name>Freight</name><parent><artifactId>p</artifactId></parent> | has a parent; it is not flattened
                    <version>1</version>        | <version>1</version><scope>test</scope> | has dependencies of tests; it is not flattened
                    <version>1</version>        | <version>1-SNAPSHOT</version>   | depends on a snapshot
                    <version>1</version>        | <version>${crate.version}</version> | has the property ${crate.version}; it is not flattened
                    """)
    void refusesAPom(String element, String instead, String why) throws IOException {
        Files.writeString(pom, POM.replace(element, instead == null ? "" : instead));

        assertThat(refusals("1.0", false)).containsExactly(pom + " " + why);
    }

    @ParameterizedTest
    @CsvSource({"freight-1.0.jar", "freight-1.0-sources.jar", "freight-1.0-javadoc.jar", "freight-1.0.pom"})
    void refusesAnArtifactThatLacks(String file) throws IOException {
        Files.delete(directory.resolve(file));

        assertThat(refusals("1.0", false)).containsExactly(directory.resolve(file) + " is missing");
    }

    @Test
    void refusesFilesWithoutASignature() throws IOException {
        for (Path file : CentralBundle.published(repository)) {
            Files.writeString(Path.of(file + ".asc"), "-----BEGIN PGP SIGNATURE-----\n");
        }
        assertThat(refusals("1.0", true)).isEmpty();

        Files.delete(Path.of(jar + ".asc"));
        Files.writeString(Path.of(pom + ".asc"), "signed");

        assertThat(refusals("1.0", true))
                .containsExactly(jar + ".asc is missing; sign with -P sign", pom + ".asc is not an armored signature");
    }

    @Test
    void refusesAJarThatIsNamedByItsFile() throws IOException {
        jar("freight-1.0.jar", null);

        assertThat(refusals("1.0", false))
                .containsExactly(jar + " has the module name freight of its file's name alone; add a module-info.java");
    }

    @Test
    void refusesSnapshotsOtherVersionsAndNothing() throws IOException {
        assertThat(refusals("1.0-SNAPSHOT", false)).contains("1.0-SNAPSHOT is a snapshot; give a version to release");
        assertThat(refusals("1.1", false)).contains(pom + " does not lie where an artifact of version 1.1 does");
        Path empty = Files.createDirectory(repository.resolve("dev/example/empty"));
        assertThat(new CentralRequirements("1.0", false).refusals(empty))
                .containsExactly(empty + " holds no artifact; deploy to it first");
    }

    private List<String> refusals(String version, boolean signed) throws IOException {
        return new CentralRequirements(version, signed).refusals(repository);
    }

    private Path jar(String name, @Nullable String module) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (module != null) {
            manifest.getMainAttributes().put(new Attributes.Name("Automatic-Module-Name"), module);
        }
        Path file = directory.resolve(name);
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
        return file;
    }
}
