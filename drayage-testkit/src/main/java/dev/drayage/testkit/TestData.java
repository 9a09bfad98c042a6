package dev.drayage.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The folder {@code testdata} of the repository: images and archives of other people's tools, and verdicts on them. */
public final class TestData {
    private static final Path ROOT = root();

    private TestData() {}

    /**
     * A file or folder. The test that asks for one that is too large for the repository is skipped and says so, unless
     * it lies in {@code shared} beside the repository; for one that nobody knows of the test fails.
     */
    public static Path of(String name) {
        Path found = path(name);
        return Files.exists(found)
                ? found
                : abort("needs testdata/" + name + ", which is not in the repository, " + why(name));
    }

    /** Whether it is too large for the repository. */
    public static boolean isLeftOut(String name) {
        return reason(name).isPresent();
    }

    /** As {@link #of}, but the path of what is not in the repository if it is not there. */
    public static Path path(String name) {
        Path path = ROOT.resolve(name);
        Path packed = ROOT.resolve(name + ".gz");
        if (Files.exists(path)) {
            return path;
        }
        if (Files.exists(packed)) {
            return unpacked(packed, Path.of(name).getFileName().toString());
        }
        why(name);
        Path beside = ROOT.resolve("../../shared").normalize().resolve(name);
        return Files.exists(beside) ? beside : path;
    }

    /** All plain files of up to {@code maxBytes} below a folder, sorted. */
    public static List<Path> files(String folder, long maxBytes) throws IOException {
        try (Stream<Path> paths = Files.walk(of(folder))) {
            return paths.filter(
                            path -> Files.isRegularFile(path) && path.toFile().length() <= maxBytes)
                    .sorted()
                    .toList();
        }
    }

    private static String why(String name) {
        return reason(name).orElseThrow(() -> new AssertionError("testdata/" + name + " is not in the repository"));
    }

    private static Optional<String> reason(String name) {
        try {
            return Files.readAllLines(ROOT.resolve("absent.tsv")).stream()
                    .map(line -> line.split("\t", -1))
                    .filter(cells -> name.equals(cells[0]) || name.startsWith(cells[0] + "/"))
                    .map(cells -> "for it takes " + cells[1])
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path unpacked(Path packed, String name) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            Path folder = Files.createTempDirectory("testdata");
            Path file = folder.resolve(name);
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tests of any module run in its folder or in that of the whole repository. */
    private static Path root() {
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            if (Files.isRegularFile(above.resolve("testdata/absent.tsv"))) {
                return above.resolve("testdata");
            }
        }
        throw new IllegalStateException("no folder testdata in " + Path.of("").toAbsolutePath() + " or above it");
    }
}
