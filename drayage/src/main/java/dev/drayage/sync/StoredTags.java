package dev.drayage.sync;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Digest;
import dev.drayage.place.PlaceName;
import dev.drayage.storage.RegistryStoragePlace;
import dev.drayage.storage.StoredRepositories;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tags of a registry's storage, by the paths of its repositories. */
final class StoredTags {
    private StoredTags() {}

    /** All of them. */
    static List<TargetName> names(PlaceName storage) throws IOException {
        List<String> paths;
        try (StoredRepositories all = StoredRepositories.open(storage)) {
            paths = all.paths();
        }
        List<TargetName> names = new ArrayList<>();
        for (String path : paths) {
            PlaceName repository = new RegistryStoragePlace().parse(storage.place() + ":" + path);
            try (StoredRepositories one = StoredRepositories.open(repository)) {
                one.tags().forEach(tag -> names.add(new TargetName(path, tag, null)));
            }
        }
        return names;
    }

    /** Removes a tag if it means an image. */
    static boolean remove(PlaceName name, Digest digest) throws IOException {
        String image = String.valueOf(name.image());
        String tag = image.substring(image.lastIndexOf(':') + 1);
        try (StoredRepositories repository = StoredRepositories.open(name)) {
            if (!repository.named(tag).equals(Optional.of(digest))) {
                return false;
            }
            repository.deleteTag(tag);
            return true;
        } catch (ContentNotFoundException e) {
            return false;
        }
    }
}
