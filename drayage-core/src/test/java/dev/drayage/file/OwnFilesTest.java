package dev.drayage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFilesTest {
    @TempDir
    private Path directory;

    private Path victim;
    private Path file;

    @BeforeEach
    void writeVictim() throws IOException {
        victim = Files.writeString(directory.resolve("victim"), "old");
        file = directory.resolve("file");
    }

    @Test
    void opensWhatWasBegunAndCreatesWhatIsNotThere() throws IOException {
        for (String text : new String[] {"one", "two"}) {
            try (FileChannel channel = OwnFiles.open(file)) {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), channel.size());
            }
        }
        assertThat(file).hasContent("onetwo");
    }

    @Test
    void refusesLinksAndWhatIsNoFile() throws IOException {
        Files.createSymbolicLink(file, victim);
        assertRefused("it is a symbolic link");
        Files.delete(file);
        Files.createLink(file, victim);
        assertRefused("it has other names too");
        Files.delete(file);
        Files.createDirectory(file);
        assertRefused("it is not a regular file");
        assertThat(victim).hasContent("old");
    }

    @Test
    void createsNothingThroughALinkThatLeadsNowhere() throws IOException {
        Files.createSymbolicLink(file, directory.resolve("nowhere"));

        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> OwnFiles.create(file));
        assertRefused("it is a symbolic link");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> OwnFiles.openShared(file));
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    @Test
    void aTextTakesThePlaceOfALink() throws IOException {
        Files.createSymbolicLink(file, victim);

        OwnFiles.write(file, "new");

        assertThat(file).isRegularFile().hasContent("new");
        assertThat(victim).hasContent("old");
    }

    @Test
    void readsSmallTextsOnly() throws IOException {
        assertThat(OwnFiles.readText(victim)).isEqualTo("old");
        Files.createSymbolicLink(file, victim);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> OwnFiles.readText(file));
        Files.write(victim, new byte[100_000]);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> OwnFiles.readText(victim));
    }

    @Test
    void locksMayHaveOtherNames() throws IOException {
        Files.createLink(file, victim);

        OwnFiles.openShared(file).close();

        assertThat(victim).hasContent("old");
    }

    @Test
    void noNameIsGivenTwice() {
        Set<Path> names = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(names.add(OwnFiles.unforeseen(directory, "a-", ".tmp"))).isTrue();
        }
    }

    private void assertRefused(String problem) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> OwnFiles.open(file))
                .withMessageContaining(problem);
    }
}
