package dev.drayage.containerd;

import dev.drayage.image.ImageSource;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceProvider;
import java.io.IOException;

/** {@code containerd-root:}, the root directory of a containerd that is not running. Its option is the namespace. */
public final class ContainerdRootPlace implements PlaceProvider {
    @Override
    public String scheme() {
        return "containerd-root";
    }

    @Override
    public String syntax() {
        return "DIR[:NAME]";
    }

    @Override
    public String description() {
        return "in the root directory of one that does not run";
    }

    @Override
    public int order() {
        return 60;
    }

    @Override
    public PlaceName parse(String rest) {
        return PlaceName.ofPath(scheme(), rest);
    }

    @Override
    public ImageSource openSource(PlaceName name, PlaceOptions options) throws IOException {
        return ContainerdRoot.open(name.path(), ContainerdPlace.namespace(options));
    }
}
