package dev.curfew.examples;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * One spinning thread for a book of orders and for all deadlines, as Agrona's agents. The life of an order is a lease,
 * which other threads amend. The loop reads the clock once per cycle, and sees each order that is due in that cycle.
 */
public final class OrderLoop implements Agent {

    private record Order(String name, Lease life) {}

    private final ContextRuntime runtime =
            ContextRuntime.builder().callerDriven().build();
    private final Queue<Order> arrived = new ConcurrentLinkedQueue<>();
    private final List<Order> book = new ArrayList<>();

    private OrderLoop() {}

    private Order place(String name, Duration life) {
        Order order = new Order(name, runtime.background().withLease(life));
        arrived.add(order);
        return order;
    }

    @Override
    public int doWork() {
        for (Order order = arrived.poll(); order != null; order = arrived.poll()) {
            book.add(order);
        }
        long now = runtime.clock().nanoTime();
        return book.removeIf(order -> hasLeft(order, now)) ? 1 : 0;
    }

    private static boolean hasLeft(Order order, long now) {
        if (!order.life.expireIfDue(now)) {
            return false;
        }
        System.out.println(
                order.name + (order.life.err() == Context.DEADLINE_EXCEEDED ? " has expired" : " was withdrawn"));
        return true;
    }

    @Override
    public String roleName() {
        return "orders";
    }

    /** One order is amended until it expires, another one lives on and is withdrawn. */
    public static void main(String[] args) throws InterruptedException {
        OrderLoop loop = new OrderLoop();
        Agent both = new CompositeAgent(loop, loop.runtime.agent());
        try (AgentRunner runner =
                new AgentRunner(YieldingIdleStrategy.INSTANCE, Throwable::printStackTrace, null, both)) {
            AgentRunner.startOnThread(runner);
            Order ada = loop.place("ada's order", Duration.ofMinutes(1));
            Order bob = loop.place("bob's order", Duration.ofMinutes(1));
            boolean longer = ada.life.renew(Duration.ofHours(1));
            boolean shorter = bob.life.renew(Duration.ofMillis(500)); // false if it ends before this returns
            bob.life.await();
            boolean tooLate = bob.life.renew(Duration.ofMinutes(1));
            System.out.println("amended: ada's " + longer + ", bob's " + shorter + ", bob's after its end " + tooLate);
            if (!longer || !shorter || tooLate || !ada.life.cancel()) {
                throw new AssertionError("an amendment was lost");
            }
        } // which closes the runtime as well
    }
}
