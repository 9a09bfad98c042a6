package dev.drayage.sync;

import dev.drayage.image.ImageSource;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.registry.Registry;
import dev.drayage.registry.Repository;
import java.io.IOException;
import java.util.Optional;

/**
 * Images come from the registries that their names name.
 *
 * @param client asks them
 */
public record RegistryOrigin(Registry client) implements ImageOrigin {
    @Override
    public Digest look(Reference name) throws IOException {
        Repository repository = client.repository(name);
        String wanted = name.digest() != null ? name.digest().toString() : String.valueOf(name.tag());
        Optional<Digest> found = repository.look(wanted);
        // What HEAD does not find may be there for GET, which also fails in the right words.
        return found.isPresent() ? found.get() : repository.resolve(wanted).digest();
    }

    @Override
    public boolean isRegistry() {
        return true;
    }

    @Override
    public ImageSource open(Reference name) throws IOException {
        return client.repository(name).source();
    }
}
