package dev.drayage.registry;

import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A repository of a registry, to be served to others. */
final class ServedRepository implements dev.drayage.repository.Repository {
    private final Repository repository;
    private final KnownTags known;

    ServedRepository(Repository repository, KnownTags known) {
        this.repository = repository;
        this.known = known;
    }

    @Override
    public String name() {
        return repository.reference().toString();
    }

    @Override
    public ReadableContent content() {
        return repository.content();
    }

    @Override
    public Optional<Descriptor> find(String reference) throws IOException {
        return canBe(reference) ? repository.find(reference, known) : Optional.empty();
    }

    /** It becomes part of an address: nothing but a tag or digest may. */
    private boolean canBe(String reference) {
        Reference own = repository.reference();
        try {
            return reference.indexOf(':') < 0
                    ? new Reference(own.domain(), own.path(), reference, null).tag() != null
                    : Digest.parse(reference).toString().equals(reference);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** {@inheritDoc} The whole list is read for it, for nobody knows in which order a registry has it. */
    @Override
    public List<String> tags(String after, int limit) throws IOException {
        FirstNames first = new FirstNames(after, limit);
        repository.tags(first);
        return first.names();
    }

    @Override
    public List<Descriptor> referrers(Descriptor subject) throws IOException {
        return repository.referrers(subject).stream()
                .sorted(Comparator.comparing(Descriptor::digest))
                .toList();
    }
}
