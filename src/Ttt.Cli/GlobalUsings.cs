global using Ttt.Models;
