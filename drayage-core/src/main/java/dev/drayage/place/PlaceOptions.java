package dev.drayage.place;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How places are opened: options of any type, which the kinds of places that they are for look for, and others pass over.
 * Those of core are {@link dev.drayage.archive.ArchiveReadOptions}, {@link dev.drayage.layout.ImageLayout.Links},
 * {@link ExistingArchive}, {@link dev.drayage.archive.WriteOptions}, and a
 * {@link java.nio.channels.WritableByteChannel} for what {@code -} is written to. Without an option its defaults apply.
 * Immutable and thread-safe.
 */
public final class PlaceOptions {
    /** What becomes of an archive that is already where one is to be written: an option of places. */
    public enum ExistingArchive {
        /** It stays, and nothing is written: as it is where this is not given. */
        REFUSE,
        /** It is replaced when the new one is complete. */
        REPLACE
    }

    private final Map<Class<?>, Object> values;
    private final @Nullable String namespace;
    private final Map<Class<?>, Object> shared = new ConcurrentHashMap<>();

    private PlaceOptions(Map<Class<?>, Object> values, @Nullable String namespace) {
        this.values = values;
        this.namespace = namespace;
    }

    /** Defaults everywhere. */
    public static PlaceOptions none() {
        return new PlaceOptions(Map.of(), null);
    }

    /** These options with this one, in the place of one of the same type. */
    public <T> PlaceOptions with(Class<T> type, T value) {
        Map<Class<?>, Object> changed = new HashMap<>(values);
        changed.put(type, type.cast(value));
        return new PlaceOptions(Map.copyOf(changed), namespace);
    }

    /** These options with another namespace, for places that have some: the local store, containerd. */
    public PlaceOptions withNamespace(String other) {
        return new PlaceOptions(values, other);
    }

    /** The option of a type; empty if none was given. */
    public <T> Optional<T> get(Class<T> type) {
        return Optional.ofNullable(values.get(type)).map(type::cast);
    }

    /** The namespace; empty if none was given. */
    public Optional<String> namespace() {
        return Optional.ofNullable(namespace);
    }

    /**
     * What all places share that are opened with these options, such as the client of registries: made when it is first
     * asked for, and kept as long as the options. It must need no closing.
     */
    public <T> T shared(Class<T> type, Supplier<T> maker) {
        return type.cast(shared.computeIfAbsent(type, unused -> maker.get()));
    }
}
