/**
 * Broken variants, on each of which a race test is seen to fail: that is how we know that it can. With {@code
 * -Dcurfew.repaired=true} no line is changed, and all of them pass.
 */
package dev.curfew.jdk.broken;
