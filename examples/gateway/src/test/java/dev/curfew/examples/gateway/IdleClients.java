package dev.curfew.examples.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A process that holds connections and says nothing on them: port, number. Lets go when its standard input ends. */
public final class IdleClients {

    private IdleClients() {}

    /** Connects, says so, and waits. */
    public static void main(String[] args) throws Exception {
        InetSocketAddress gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        List<SocketChannel> held = new ArrayList<>();
        for (int i = Integer.parseInt(args[1]); i > 0; i--) {
            held.add(SocketChannel.open(gateway));
        }
        System.out.println("holding");
        System.in.read();
        for (SocketChannel connection : held) {
            connection.close();
        }
    }
}
