package dev.drayage.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.eclipse.jetty.io.SelectorManager;

/** Closes connections of an address that has too many of them. Thread-safe. */
final class ClientConnections implements SelectorManager.AcceptListener {
    private final int most;
    private final IdentityHashMap<SelectableChannel, InetAddress> open = new IdentityHashMap<>();
    private final Map<InetAddress, Integer> counts = new HashMap<>();

    ClientConnections(int most) {
        this.most = most;
    }

    @Override
    public void onAccepted(SelectableChannel channel) {
        try {
            if (channel instanceof SocketChannel socket
                    && socket.getRemoteAddress() instanceof InetSocketAddress client
                    && !admit(channel, client.getAddress())) {
                channel.close();
            }
        } catch (IOException e) {
            // It is gone already.
        }
    }

    private synchronized boolean admit(SelectableChannel channel, InetAddress client) {
        int count = counts.getOrDefault(client, 0);
        if (count >= most) {
            return false;
        }
        open.put(channel, client);
        counts.put(client, count + 1);
        return true;
    }

    @Override
    public synchronized void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        forget(channel);
    }

    @Override
    public synchronized void onClosed(SelectableChannel channel) {
        forget(channel);
    }

    private void forget(SelectableChannel channel) {
        InetAddress client = open.remove(channel);
        if (client != null) {
            counts.computeIfPresent(client, (address, count) -> count == 1 ? null : count - 1);
        }
    }
}
