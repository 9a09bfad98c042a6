package dev.drayage.store;

import static dev.drayage.testkit.ContentWrites.sha256;
import static dev.drayage.testkit.ContentWrites.store;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Digest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the database says of blobs is compared with a listing of them while others are at work. */
class SharedCheckTest {
    private static final byte[] BEFORE = {1, 2, 3};
    private static final byte[] MEANWHILE = {4, 5, 6};

    @TempDir
    private Path directory;

    /** A place of which the listing does not show what is done just after it. */
    private static BlobPlace doing(Callable<?> work, BlobPlace place) {
        return (BlobPlace) Proxy.newProxyInstance(
                BlobPlace.class.getClassLoader(), new Class<?>[] {BlobPlace.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(place, arguments);
                        if (method.getName().equals("walk")) {
                            work.call();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static StoreCheck checkWhile(StoreFile file, Callable<?> work) throws Exception {
        try (SharedParts parts =
                SharedStores.open(file, StoreOptions.defaults(), SharedTiming.DEFAULT, FaultPoints.NONE)) {
            return SharedCheck.run(new SharedParts(
                    parts.location(),
                    parts.database(),
                    doing(work, parts.place()),
                    parts.work(),
                    parts.options(),
                    parts.timing(),
                    parts.faults()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsStoredMeanwhileIsNotMissing(StoreKind kind) throws Exception {
        StoreFile file = kind.make(directory);
        try (LocalStore store = StoreKind.open(file, StoreOptions.defaults())) {
            store(store.namespace("default").content(), "before", BEFORE);
            StoreCheck check = checkWhile(file, () -> {
                store(store.namespace("default").content(), "meanwhile", MEANWHILE);
                return check(file);
            });
            assertThat(check.blobs()).isEqualTo(2);
            assertThat(check.missingCount()).isZero();
            assertThat(check.unknownCount()).isZero();
            assertThat(check(file).missingCount()).isZero();
            Files.delete(file(sha256(BEFORE)));
            assertThat(check(file).missing()).containsExactly(sha256(BEFORE).toString());
        }
    }

    private static StoreCheck check(StoreFile file) throws Exception {
        return checkWhile(file, () -> file);
    }

    private Path file(Digest digest) throws Exception {
        try (var files = Files.walk(directory)) {
            return files.filter(
                            each -> Files.isRegularFile(each) && each.toString().contains(digest.hex()))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
