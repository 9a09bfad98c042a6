package dev.drayage.repository;

import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A repository of a layout, as the layout lists it whenever it is asked, with what was uploaded to it of late.
 *
 * @param name its name
 * @param place the content of the layout
 * @param lists reads what is listed
 * @param markers what was uploaded
 */
record LayoutRepository(String name, ReadableContent place, Lists lists, UploadMarkers markers) implements Repository {

    /** Reads what a layout lists. */
    @FunctionalInterface
    interface Lists {
        /** The repository of this name as it is listed now, whether there is anything in it or not. */
        ListedRepository repository(String name) throws IOException;
    }

    private ListedRepository now() throws IOException {
        return lists.repository(name);
    }

    RepositoryGraph graph() throws IOException {
        return now().graph();
    }

    boolean shows(ContentInfo info) throws IOException {
        return markers.has(name, info.digest()) || graph().has(info.digest());
    }

    @Override
    public ReadableContent content() {
        return new VisibleContent(place, this::shows);
    }

    @Override
    public Optional<Descriptor> find(String reference) throws IOException {
        return now().find(reference);
    }

    @Override
    public List<String> tags(String after, int limit) throws IOException {
        return now().tags(after, limit);
    }

    @Override
    public List<Descriptor> referrers(Descriptor subject) throws IOException {
        return now().referrers(subject);
    }
}
