package dev.drayage.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.drayage.containerd.Containerd;
import dev.drayage.file.OwnFiles;
import dev.drayage.registry.Registry;
import dev.drayage.store.LocalStore;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Formatter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only {@link OwnFiles} opens files for writing, in whatever module, and so nobody writes through a link. */
@SuppressWarnings("UnusedMethod") // the classes below are looked at and never run
class OpenedFilesArchitectureTest {
    private static final JavaClasses PUBLISHED = new ClassFileImporter(
                    List.of(new ImportOption.DoNotIncludeTests(), location -> !location.contains("drayage-testkit")))
            .importPackages("dev.drayage");

    private static final Set<String> OPTIONS =
            Set.of("WRITE", "APPEND", "CREATE", "CREATE_NEW", "TRUNCATE_EXISTING", "values", "valueOf");
    private static final Set<String> METHODS = Set.of(
            "write",
            "writeString",
            "copy",
            "createFile",
            "createTempFile",
            "createNewFile",
            "newOutputStream",
            "newBufferedWriter");

    private static final ArchRule ONE_PLACE_OPENS_FILES = noClasses()
            .that()
            .resideOutsideOfPackage(OwnFiles.class.getPackageName())
            .should()
            .accessTargetWhere(describe("it opens a file for writing", OpenedFilesArchitectureTest::opens));

    private static boolean opens(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        JavaClass owner = target.getOwner();
        if (owner.isEquivalentTo(StandardOpenOption.class)) {
            return OPTIONS.contains(target.getName());
        }
        if (owner.isEquivalentTo(Files.class) || owner.isEquivalentTo(File.class)) {
            return METHODS.contains(target.getName());
        }
        if (owner.isEquivalentTo(RandomAccessFile.class)) {
            return target.getName().equals("<init>");
        }
        boolean stream = List.of(
                        FileOutputStream.class, FileWriter.class, PrintStream.class, PrintWriter.class, Formatter.class)
                .stream()
                .anyMatch(owner::isEquivalentTo);
        return stream && target.getName().equals("<init>") && takesName((CodeUnitAccessTarget) target);
    }

    /** Not a stream, nor the descriptor of standard output, which somebody else opened. */
    private static boolean takesName(CodeUnitAccessTarget constructor) {
        List<JavaClass> parameters = constructor.getRawParameterTypes();
        return !parameters.isEmpty()
                && (parameters.get(0).isEquivalentTo(File.class)
                        || parameters.get(0).isEquivalentTo(String.class));
    }

    @Test
    void looksAtAllModules() {
        for (Class<?> type : List.of(OwnFiles.class, LocalStore.class, Registry.class, Containerd.class, Dray.class)) {
            assertThat(PUBLISHED.contain(type)).as(type.getName()).isTrue();
        }
        assertThat(PUBLISHED.contain(OpenedFilesArchitectureTest.class)).isFalse();
    }

    @Test
    void opensFilesForWritingInOnePlace() {
        ONE_PLACE_OPENS_FILES.check(PUBLISHED);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Writer.class,
                Opener.class,
                AnyOption.class,
                Named.class,
                RandomAccess.class,
                Printer.class,
                Reference.class,
                Old.class
            })
    void aFileOpenedElsewhereWouldBeSeen(Class<?> type) {
        JavaClasses classes = new ClassFileImporter().importClasses(type);
        assertThatThrownBy(() -> ONE_PLACE_OPENS_FILES.check(classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(type.getSimpleName());
    }

    @Test
    void whatReadsOrWritesToWhatIsOpenIsLeftAlone() {
        ONE_PLACE_OPENS_FILES.check(new ClassFileImporter().importClasses(Reader.class));
    }

    // Looked at, never called.

    private record Writer(Path file) {
        void write() throws IOException {
            Files.writeString(file, "");
        }
    }

    private record Opener(Path file) {
        Channel open() throws IOException {
            return FileChannel.open(file, StandardOpenOption.WRITE);
        }
    }

    private record AnyOption(String name) {
        OpenOption option() {
            return StandardOpenOption.valueOf(name);
        }
    }

    private record Named(String file) {
        OutputStream open() throws IOException {
            return new FileOutputStream(file);
        }
    }

    private record RandomAccess(Path file) {
        RandomAccessFile open() throws IOException {
            return new RandomAccessFile(file.toFile(), "rw");
        }
    }

    private record Printer(String file) {
        PrintStream open() throws IOException {
            return new PrintStream(file);
        }
    }

    private record Reference(Path file) {
        interface Creation {
            Path create(Path file) throws IOException;
        }

        Creation creation() {
            return Files::createFile;
        }
    }

    private record Old(File file) {
        boolean create() throws IOException {
            return file.createNewFile();
        }
    }

    private record Reader(Path file, OutputStream stream) {
        Channel open() throws IOException {
            return FileChannel.open(file, StandardOpenOption.READ);
        }

        PrintStream print() {
            return new PrintStream(stream);
        }

        OutputStream standard() {
            return new FileOutputStream(FileDescriptor.out);
        }

        long size() throws IOException {
            return Files.size(file);
        }
    }
}
