package dev.drayage.server.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadedFilesTest {
    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final List<String> problems = new ArrayList<>();
    private int loads;

    private ReloadedFiles<String> open(Path... files) throws IOException {
        return ReloadedFiles.open(
                List.of(files),
                () -> {
                    loads++;
                    StringBuilder all = new StringBuilder();
                    for (Path file : files) {
                        all.append(Files.readString(file));
                    }
                    if (all.indexOf("broken") >= 0) {
                        throw new IOException("it is broken");
                    }
                    return all.toString();
                },
                problems::add,
                clock);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void looksOnceASecondAndReadsWhatChanged() throws IOException {
        Path one = write("one", "1");
        Path two = write("two", "2");
        ReloadedFiles<String> files = open(one, two);

        write("two", "two");
        assertThat(files.get()).isEqualTo("12");
        clock.pass(Duration.ofSeconds(1));
        assertThat(files.get()).isEqualTo("1two");
        clock.pass(Duration.ofSeconds(1));
        assertThat(files.get()).isEqualTo("1two");
        assertThat(loads).isEqualTo(2);
    }

    /** As programs that renew certificates do it: the other file has the same size and may have the same date. */
    @Test
    void seesAFileThatWasPutInThePlaceOfAnother() throws IOException {
        Path file = write("one", "1");
        Path other = write("other", "2");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        ReloadedFiles<String> files = open(file);

        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        clock.pass(Duration.ofSeconds(1));

        assertThat(files.get()).isEqualTo("2");
    }

    @Test
    void keepsWhatItHadAndSaysSoOnce() throws IOException {
        Path file = write("one", "1");
        ReloadedFiles<String> files = open(file);

        write("one", "broken");
        for (int i = 0; i < 3; i++) {
            clock.pass(Duration.ofSeconds(1));
            assertThat(files.get()).isEqualTo("1");
        }
        Files.delete(file);
        clock.pass(Duration.ofSeconds(1));
        assertThat(files.get()).isEqualTo("1");
        assertThat(problems).hasSize(2).first().isEqualTo("it is broken; what it held before stays in use");

        write("one", "mended");
        clock.pass(Duration.ofSeconds(1));
        assertThat(files.get()).isEqualTo("mended");
    }

    @Test
    void failsAtOnceWhereNothingCanBeRead() {
        assertThatThrownBy(() -> open(directory.resolve("none"))).isInstanceOf(IOException.class);
    }
}
