package dev.drayage.packaging.central;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Nothing that a published module needs of others grows unseen: {@code api/dependencies.txt} lists it, and docs/library.md
 * has the sums. {@code -Dapi.update} writes the list anew.
 */
class DependenciesTest {
    private static final Path ROOT = Path.of(System.getProperty("drayage.root", ".."));
    private static final Pattern MODULE = Pattern.compile("<module>([^<]*)</module>");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(drayage[^<]*)</artifactId>");

    /** As maven-dependency-plugin writes it to target/dependencies.txt. */
    private static final Pattern DEPENDENCY = Pattern.compile(
            "(?m)^ +(?<coordinates>[^:]+:[^:]+):jar:[^:]+:(?:compile|runtime):(?<jar>.*?\\.jar)(?<optional> \\(optional\\))?(?: -- .*)?$");

    @Test
    void areAsListed() throws IOException {
        StringBuilder found = new StringBuilder();
        for (String module : published()) {
            found.append(describe(module));
        }
        Path list = ROOT.resolve("api/dependencies.txt");
        if (System.getProperty("api.update") != null) {
            Files.writeString(list, found);
        }
        assertThat(found.toString())
                .as(
                        "what published modules depend on differs from %s; if that is meant, run this test with -Dapi.update",
                        list)
                .isEqualTo(Files.readString(list));
    }

    @Test
    void areSummedUpInTheDocumentation() throws IOException {
        String document = Files.readString(ROOT.resolve("docs/library.md"));
        for (String module : published()) {
            Weight weight = weigh(module);
            assertThat(document)
                    .contains(
                            "| `%s` | %d | %s |".formatted(module, weight.jars().size(), megabytes(weight.bytes())));
        }
    }

    @Test
    void areManagedByTheBomForEveryPublishedModule() throws IOException {
        List<String> all = new ArrayList<>();
        for (String module : all(MODULE, ROOT.resolve("pom.xml"))) {
            String pom = Files.exists(ROOT.resolve(module))
                    ? Files.readString(ROOT.resolve(module).resolve("pom.xml"))
                    : "";
            if (module.startsWith("drayage")
                    && !module.equals("drayage-bom")
                    && !pom.contains("<maven.deploy.skip>true")) {
                all.add(module);
            }
        }
        assertThat(published()).containsExactlyInAnyOrderElementsOf(all).isSorted();
    }

    private record Weight(Map<String, Long> jars) {
        long bytes() {
            return jars.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private static String describe(String module) throws IOException {
        Weight weight = weigh(module);
        StringBuilder lines = new StringBuilder(
                "%s: %d jars, %s%n".formatted(module, weight.jars().size(), megabytes(weight.bytes())));
        weight.jars().forEach((jar, bytes) -> lines.append("    %s %s%n".formatted(jar, megabytes(bytes))));
        return lines.toString();
    }

    private static Weight weigh(String module) throws IOException {
        Path list = ROOT.resolve(module).resolve("target/dependencies.txt");
        assertThat(list).as("the build writes it; run this test with -am").exists();
        Weight weight = new Weight(new TreeMap<>());
        Matcher dependency = DEPENDENCY.matcher(Files.readString(list));
        while (dependency.find()) {
            if (dependency.group("optional") == null) {
                weight.jars().put(dependency.group("coordinates"), Files.size(Path.of(dependency.group("jar"))));
            }
        }
        return weight;
    }

    private static String megabytes(long bytes) {
        return bytes < 50_000 ? "< 0.1 MB" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static List<String> published() throws IOException {
        List<String> artifacts = all(ARTIFACT, ROOT.resolve("drayage-bom/pom.xml"));
        artifacts.removeAll(List.of("drayage-parent", "drayage-bom"));
        return artifacts;
    }

    private static List<String> all(Pattern pattern, Path file) throws IOException {
        return new ArrayList<>(pattern.matcher(Files.readString(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList());
    }
}
