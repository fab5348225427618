// Manage leased browser sessions of Tasknet.
package tasknet
