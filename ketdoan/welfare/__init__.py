"""Care for members: what they ask for when they are ill or in need and what becomes of it, each union's own table of
rates, programmes and offers that members register for.

What somebody asks for, and why, stands sealed under a key of the case: only the officers who decide and the member
read it.
"""
