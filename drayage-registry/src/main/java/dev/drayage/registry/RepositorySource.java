package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.ReferrersProvider;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The images of a repository: the one that a reference names, or all that have a tag. */
final class RepositorySource implements ImageSource, ReferrersProvider {
    private final Repository repository;

    RepositorySource(Repository repository) {
        this.repository = repository;
    }

    @Override
    public ReadableContent content() {
        return repository.content();
    }

    @Override
    public List<Descriptor> images() throws IOException {
        if (!repository.reference().isNameOnly()) {
            return List.of(repository.resolve());
        }
        List<Descriptor> images = new ArrayList<>();
        repository.tags(tag -> images.add(repository.resolve(tag)));
        return images;
    }

    @Override
    public Descriptor find(String name) throws IOException {
        if (name.startsWith("@")) {
            return repository.resolve(name.substring(1));
        }
        if (name.indexOf('/') < 0 && name.indexOf(':') < 0) {
            return repository.resolve(name);
        }
        Reference named;
        try {
            named = Reference.parse(name).withDefaultTag();
        } catch (IllegalArgumentException e) {
            throw new ContentException(Kind.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
        }
        Reference own = repository.reference();
        if (!named.domain().equals(own.domain()) || !named.path().equals(own.path())) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT, named + " is not in " + repository.location() + "; name one that is");
        }
        return repository.resolve(named.digest() != null ? named.digest().toString() : String.valueOf(named.tag()));
    }

    @Override
    public List<Descriptor> referrers(Descriptor subject) throws IOException {
        return repository.referrers(subject);
    }

    @Override
    public String location() {
        return repository.location();
    }

    @Override
    public void close() {
        // Connections are those of the registry's client.
    }
}
