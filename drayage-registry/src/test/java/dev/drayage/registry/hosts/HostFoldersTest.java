package dev.drayage.registry.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostFoldersTest {
    @TempDir
    private Path folder;

    private List<Endpoint> endpoints(String domain) throws IOException {
        return HostFolders.of(List.of(folder), false).endpoints(domain);
    }

    private Path settings(String name, String toml) throws IOException {
        Path directory = Files.createDirectories(folder.resolve(name));
        Files.writeString(directory.resolve("hosts.toml"), toml);
        return directory;
    }

    private static List<String> bases(List<Endpoint> endpoints) {
        return endpoints.stream().map(endpoint -> endpoint.base().toString()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io, https://registry-1.docker.io/v2/, false",
        "registry.example, https://registry.example/v2/, false",
        "10.0.0.1:5000, https://10.0.0.1:5000/v2/, false",
        "localhost.example, https://localhost.example/v2/, false",
        "127.0.0.1.example, https://127.0.0.1.example/v2/, false",
        "localhost:5000, http://localhost:5000/v2/, true",
        "127.8.8.8, http://127.8.8.8/v2/, true",
        "[::1]:5000, http://[::1]:5000/v2/, true"
    })
    void onlyLoopbackMayBeWithoutTls(String domain, String base, boolean guessed) throws IOException {
        assertThat(endpoints(domain)).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.base()).isEqualTo(URI.create(base));
            assertThat(endpoint.guessed()).isEqualTo(guessed);
            assertThat(endpoint.capabilities()).containsExactlyInAnyOrder(Capability.values());
        });
    }

    @Test
    void plainHttpIsForWhoAsksForIt() throws IOException {
        assertThat(bases(HostFolders.of(List.of(folder), true).endpoints("registry.example")))
                .containsExactly("http://registry.example/v2/");
    }

    @Test
    void mirrorsComeInTheirOrderAndTheServerLast() throws IOException {
        settings("docker.io", """
                server = "https://registry-1.docker.io"

                [host."https://mirror.example"]
                  capabilities = ["pull", "resolve"]

                [host."https://a.example/proxy/docker"]
                  capabilities = ["pull"]
                  skip_verify = true
                  [host."https://a.example/proxy/docker".header]
                    x-team = "blue"
                    x-more = ["1", "2"]

                [host."https://b.example/v2/exact"]
                  override_path = true
                """);
        List<Endpoint> endpoints = endpoints("docker.io");
        assertThat(bases(endpoints))
                .containsExactly(
                        "https://mirror.example/v2/",
                        "https://a.example/proxy/docker/v2/",
                        "https://b.example/v2/exact/",
                        "https://registry-1.docker.io/v2/");
        assertThat(endpoints).extracting(Endpoint::isMirror).containsExactly(true, true, true, false);
        assertThat(endpoints.get(0).capabilities()).isEqualTo(Set.of(Capability.PULL, Capability.RESOLVE));
        assertThat(endpoints.get(1).capabilities()).isEqualTo(Set.of(Capability.PULL));
        assertThat(endpoints.get(1).tls().skipVerify()).isTrue();
        assertThat(endpoints.get(1).headers()).containsEntry("x-team", "blue").containsEntry("x-more", "1, 2");
        assertThat(endpoints.get(3).capabilities()).containsExactlyInAnyOrder(Capability.values());
    }

    @Test
    void filesAreRelativeToTheSettings() throws IOException {
        Path directory = settings("registry.example", """
                ca = "ca.pem"
                client = [["client.cert", "client.key"], ["both.pem", ""]]
                """);
        assertThat(endpoints("registry.example").get(0).tls())
                .isEqualTo(new TlsSettings(
                        List.of(directory.resolve("ca.pem")),
                        List.of(
                                new TlsSettings.Identity(
                                        directory.resolve("client.cert"), directory.resolve("client.key")),
                                new TlsSettings.Identity(directory.resolve("both.pem"), null)),
                        false));
    }

    @Test
    void aFolderWithThePortInItsNameIsFoundInBothForms() throws IOException {
        settings("registry.example_5000_", "server = \"https://one.example\"");
        settings("other.example:5000", "server = \"https://two.example\"");
        assertThat(bases(endpoints("registry.example:5000"))).containsExactly("https://one.example/v2/");
        assertThat(bases(endpoints("other.example:5000"))).containsExactly("https://two.example/v2/");
    }

    @Test
    void theDefaultIsForRegistriesThatHaveNoneOfTheirOwn() throws IOException {
        settings("_default", "[host.\"https://mirror.example\"]\ncapabilities = [\"pull\"]");
        assertThat(bases(endpoints("registry.example")))
                .containsExactly("https://mirror.example/v2/", "https://registry.example/v2/");
    }

    @Test
    void certificatesAloneAreSettingsAsDockerHasThem() throws IOException {
        Path directory = Files.createDirectories(folder.resolve("registry.example"));
        for (String name : List.of("ca.crt", "client.cert", "client.key", "README")) {
            Files.writeString(directory.resolve(name), "");
        }
        assertThat(endpoints("registry.example").get(0).tls())
                .isEqualTo(new TlsSettings(
                        List.of(directory.resolve("ca.crt")),
                        List.of(new TlsSettings.Identity(
                                directory.resolve("client.cert"), directory.resolve("client.key"))),
                        false));
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() throws IOException {
        Path directory = Files.createDirectories(folder.resolve("registry.example"));
        Files.writeString(directory.resolve("client.cert"), "");
        assertThatIOException()
                .isThrownBy(() -> endpoints("registry.example"))
                .withMessageContaining("client.cert lacks its key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server = | is not TOML",
                "[host.\"ftp://x\"] | is not an http or https address",
                "[host.\"https://x\"]\\ncapabilities = [\"fly\"] | the capability \"fly\" is unknown",
                "ca = [1] | it has 1 where a string is needed"
            })
    void settingsThatMakeNoSenseAreRefused(String toml, String problem) throws IOException {
        settings("registry.example", toml.replace("\\n", "\n"));
        assertThatIOException()
                .isThrownBy(() -> endpoints("registry.example"))
                .withMessageContaining("hosts.toml")
                .withMessageContaining(problem);
    }
}
