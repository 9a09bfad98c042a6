package dev.drayage.containerd;

import dev.drayage.content.ContentStore;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.ImageStore;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.LeaseManager;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** A namespace of a daemon; one that is not there yet comes to be by what is put into it. */
record RemoteNamespace(
        Connection connection, String name, @Nullable LocalBlobs local) implements ImageNamespace {

    /** What messages call it. */
    String location() {
        return connection.location() + ", namespace " + name;
    }

    @Override
    public ContentStore content() {
        return content(WriteLease.ofADay(leases()));
    }

    @Override
    public ContentStore content(Lease lease) {
        return content(WriteLease.of(lease));
    }

    private ContentStore content(WriteLease lease) {
        return new RemoteContent(connection, CallScope.of(name), lease, location(), local);
    }

    @Override
    public ImageStore images() {
        return new RemoteImages(connection, name);
    }

    @Override
    public LeaseManager leases() {
        return new RemoteLeases(connection, name, Clock.systemUTC());
    }
}
